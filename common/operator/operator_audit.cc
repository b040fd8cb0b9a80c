#include "operator/operator_audit.h"

#include "absl/strings/str_cat.h"

namespace postern::operators {

store::AuditLog OperatorAudit(std::string_view verb) {
  store::AuditLog audit;
  audit.user_id = store::kNilUuid;
  audit.user_agent = "postern";
  audit.additional_fields =
      absl::StrCat(R"({"automatic_actor":"operator","automatic_subsystem":")", std::string(verb), R"("})");
  return audit;
}

}  // namespace postern::operators
