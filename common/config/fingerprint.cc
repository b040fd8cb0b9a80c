#include "config/fingerprint.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "boost/json/array.hpp"
#include "boost/json/serialize.hpp"
#include "config/shown.h"
#include "json/text.h"

namespace postern::config {
namespace {

std::string StorableText(boost::json::string_view text) {
  return json::RepairStorable({text.data(), text.size()});
}

// An option may hold any bytes, and the database takes text alone.
boost::json::value Storable(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return boost::json::value(StorableText(*text));
  if (const auto* items = value.if_array()) {
    boost::json::array repaired;
    for (const boost::json::value& item : *items) repaired.push_back(Storable(item));
    return repaired;
  }
  if (const auto* members = value.if_object()) {
    boost::json::object repaired;
    for (const auto& member : *members) repaired[StorableText(member.key())] = Storable(member.value());
    return repaired;
  }
  return value;
}

}  // namespace

boost::json::object SharedOptions(const Options& options) {
  std::map<std::string, boost::json::value> sorted;
  for (const OptionRow& row : Table()) {
    if (row.is_secret() || row.extras.local) continue;
    sorted[row.flag.empty() ? std::string(row.name) : row.flag] = Storable(ShownValue(row, options));
  }
  return {sorted.begin(), sorted.end()};
}

std::string Fingerprint(const boost::json::object& shared) {
  const std::string text = boost::json::serialize(shared);
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  auto* const bytes = reinterpret_cast<unsigned char*>(hash.data());
  if (EVP_Digest(text.data(), text.size(), bytes, nullptr, EVP_sha256(), nullptr) != 1) std::abort();
  return hash;
}

std::vector<std::string> Differences(const boost::json::object& one, const boost::json::object& other) {
  std::vector<std::string> keys;
  for (const auto& member : one) {
    const boost::json::value* const theirs = other.if_contains(member.key());
    if (theirs != nullptr && *theirs != member.value()) keys.emplace_back(member.key());
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace postern::config
