#include "pg/statement.h"

namespace postern::pg {

Param Param::Bytes(std::string_view bytes) {
  Param param(bytes);
  param.binary_ = true;
  return param;
}

Param Param::TextArray(const std::vector<std::string>& items) {
  std::string text = "{";
  for (const std::string& item : items) {
    if (text.size() > 1) text.push_back(',');
    text.push_back('"');  // Always quoted: an item may be empty, or the word NULL.
    for (const char c : item) {
      if (c == '"' || c == '\\') text.push_back('\\');
      text.push_back(c);
    }
    text.push_back('"');
  }
  text.push_back('}');
  return Param(text);
}

}  // namespace postern::pg
