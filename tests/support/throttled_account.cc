#include "tests/support/throttled_account.h"

namespace postern::test {

ThrottledAccount::ThrottledAccount(Site& site, const std::string& guess, const std::string& email,
                                   const std::string& device)
    : site_(site),
      condition_(" WHERE account = sha256(convert_to('" + guess + " ' || lower('" + email + "')" +
                 (device.empty() ? "" : " || ' ' || encode(sha256('" + device + "'), 'hex')") + ", 'UTF8'))") {}

std::string ThrottledAccount::Get(const std::string& expression) {
  const Rows rows = site_.database().Query("SELECT " + expression + " FROM postern.account_throttles" + condition_);
  return rows.empty() ? "" : rows[0][0].value_or("");
}

void ThrottledAccount::Age(const std::string& interval) {
  site_.Sql("UPDATE postern.account_throttles SET failed_at = failed_at - interval '" + interval +
            "', retry_at = retry_at - interval '" + interval + "'" + condition_);
}

}  // namespace postern::test
