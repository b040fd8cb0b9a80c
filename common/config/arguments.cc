#include "config/arguments.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "config/refusal.h"

namespace postern::config {
namespace {

const OptionRow* FindFlag(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  for (const OptionRow& row : Table()) {
    if (!name.empty() && row.flag == name) return &row;
  }
  return nullptr;
}

const OptionRow* FindShorthand(char letter) {
  for (const OptionRow& row : Table()) {
    if (row.extras.shorthand == letter) return &row;
  }
  return nullptr;
}

bool IsOf(char character, std::string_view others) {
  return absl::ascii_isalnum(static_cast<unsigned char>(character)) || others.find(character) != std::string_view::npos;
}

// As far as it may be the name of a flag: what follows is likely a value behind a mistyped separator, perhaps a secret.
std::string NamePart(std::string_view flag) {
  const auto end = std::find_if_not(flag.begin(), flag.end(), [](char character) { return IsOf(character, "-_"); });
  return std::string(flag.begin(), end);
}

class Reader {
 public:
  Reader(const std::vector<std::string>& arguments, std::size_t words_allowed)
      : arguments_(arguments), words_allowed_(words_allowed) {}

  Arguments Read() {
    while (next_ < arguments_.size()) ReadOne(arguments_[next_++]);
    return std::move(read_);
  }

 private:
  void ReadOne(std::string_view argument) {
    const bool after_unknown = std::exchange(after_unknown_, false);
    if (only_words_ || argument.size() < 2 || argument.front() != '-') {
      // What follows an unknown flag is likely its value, perhaps a secret: it is not repeated.
      if (!after_unknown) AddWord(argument);
    } else if (argument == "--") {
      only_words_ = true;
    } else if (argument.starts_with("--")) {
      ReadLong(argument.substr(2));
    } else {
      ReadShort(argument.substr(1));
    }
  }

  void AddWord(std::string_view word) {
    read_.words.emplace_back(word);
    if (read_.words.size() <= words_allowed_) return;
    read_.unexpected.push_back("unexpected argument " + (IsWord(word) ? Quoted(word) : Position()));
  }

  void ReadLong(std::string_view argument) {
    const std::size_t equals = argument.find('=');
    const std::string name(argument.substr(0, equals));
    if (name == "help") {
      read_.help = true;
      return;
    }
    const OptionRow* row = FindFlag(name);
    if (row == nullptr) {
      after_unknown_ = equals == std::string_view::npos;
      Refuse("unknown flag --" + NamePart(name));
    } else if (equals != std::string_view::npos) {
      Give(*row, argument.substr(equals + 1));
    } else {
      GiveNext(*row);
    }
  }

  void ReadShort(std::string_view letters) {
    while (!letters.empty()) {
      const char letter = letters.front();
      letters.remove_prefix(1);
      if (letter == 'h') {
        read_.help = true;
        continue;
      }
      const OptionRow* row = FindShorthand(letter);
      if (row == nullptr) return Refuse("unknown flag " + (IsOf(letter, "") ? std::string("-") + letter : Position()));
      if (letters.starts_with('=')) return Give(*row, letters.substr(1));
      if (row->type != Type::kBool && !letters.empty()) return Give(*row, letters);
      GiveNext(*row);
    }
  }

  // Of the argument that is being read, the first one after the program's name being 1.
  std::string Position() const { return "number " + std::to_string(next_); }

  // A flag without text: true for a switch, else the next argument is its text.
  void GiveNext(const OptionRow& row) {
    if (row.type == Type::kBool) return Give(row, "true");
    if (next_ == arguments_.size()) return Refuse("--" + row.flag + " needs a value");
    Give(row, arguments_[next_++]);
  }

  void Give(const OptionRow& row, std::string_view text) {
    read_.flags.given.push_back({&row, "--" + row.flag, std::string(text), {}});
  }

  void Refuse(std::string line) { read_.flags.errors.push_back(std::move(line)); }

  const std::vector<std::string>& arguments_;
  std::size_t words_allowed_;
  std::size_t next_ = 0;
  bool only_words_ = false;
  bool after_unknown_ = false;
  Arguments read_;
};

}  // namespace

Arguments ReadArguments(const std::vector<std::string>& arguments, std::size_t words_allowed) {
  return Reader(arguments, words_allowed).Read();
}

}  // namespace postern::config
