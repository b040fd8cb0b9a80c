#include "auth/password_strength.h"

#include <array>
#include <cmath>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "auth/utf8.h"

namespace postern::auth {
namespace {

using Characters = std::vector<char32_t>;

// Characters that one reaches for together. A password that uses one of a class is taken to draw from all of it.
struct CharacterClass {
  std::string_view characters;
  const char* advice;  // What to try where it is missing; classes of the same kind share it.
};

constexpr const char* kSymbols = "symbols";
constexpr std::array<CharacterClass, 6> kClasses = {{
    {"abcdefghijklmnopqrstuvwxyz", "lower-case letters"},
    {"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "capital letters"},
    {"0123456789", "digits"},
    {"!@$&*", kSymbols},
    {"_-., ", kSymbols},
    {"\"#%'()+/:;<=>?[\\]^{|}~", kSymbols},
}};

// In the order in which they are taken out.
constexpr std::array<std::string_view, 10> kSequences = {
    "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
    "9876543210", "poiuytrewq", "lkjhgfdsa", "mnbvcxz", "zyxwvutsrqponmlkjihgfedcba"};

Characters CharactersOf(std::string_view text) {
  Characters characters;
  characters.reserve(text.size());
  while (!text.empty()) {
    const char32_t c = TakeCodePoint(text);
    characters.push_back(c == kNotUtf8 ? U'\uFFFD' : c);
  }
  return characters;
}

std::size_t BytesOf(const Characters& characters) {
  std::size_t bytes = 0;
  for (const char32_t c : characters) bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  return bytes;
}

void CutRepeats(Characters& characters) {
  std::size_t kept = 0;
  for (const char32_t c : characters) {
    if (kept < 2 || characters[kept - 1] != c || characters[kept - 2] != c) characters[kept++] = c;
  }
  characters.resize(kept);
}

// Where each ASCII character stands in a sequence; -1 where it does not.
std::array<int, 128> PositionsIn(std::string_view sequence) {
  std::array<int, 128> positions;
  positions.fill(-1);
  for (std::size_t i = 0; i < sequence.size(); ++i)
    positions[static_cast<unsigned char>(sequence[i])] = static_cast<int>(i);
  return positions;
}

// The rule walks the sequence again and again, one step at a time, against the current character: a step that differs
// ends the run; one that agrees takes the character, and from the third of a run on drops it; at the end of each walk
// the current character is passed over unseen. Jumping to the step that agrees gives the same in one step a character.
void CutSequence(Characters& characters, std::string_view sequence) {
  const std::array<int, 128> positions = PositionsIn(sequence);
  const int end = static_cast<int>(sequence.size());
  std::size_t kept = 0;
  int step = 0;
  int run = 0;
  for (const char32_t c : characters) {
    const int position = c < positions.size() ? positions[c] : -1;
    const bool agrees = position >= step;
    if (agrees ? position > step : step < end) run = 0;
    if (agrees) ++run;
    step = agrees ? position + 1 : 0;
    if (!agrees || run <= 2) characters[kept++] = c;
  }
  characters.resize(kept);
}

std::size_t ReducedLength(Characters characters) {
  CutRepeats(characters);
  for (const std::string_view sequence : kSequences) CutSequence(characters, sequence);
  return BytesOf(characters);
}

// Which classes a password draws from, and how many characters it has beside them.
struct Variety {
  std::array<bool, kClasses.size()> classes{};
  std::set<char32_t> others;
};

std::array<int, 128> ClassOfEach() {
  std::array<int, 128> classes;
  classes.fill(-1);
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    for (const char c : kClasses[i].characters) classes[static_cast<unsigned char>(c)] = static_cast<int>(i);
  }
  return classes;
}

Variety VarietyOf(const Characters& characters) {
  static const std::array<int, 128> kClassOf = ClassOfEach();
  Variety variety;
  for (const char32_t c : characters) {
    const int found = c < kClassOf.size() ? kClassOf[c] : -1;
    if (found >= 0) {
      variety.classes[static_cast<std::size_t>(found)] = true;
    } else {
      variety.others.insert(c);
    }
  }
  return variety;
}

double BaseOf(const Variety& variety) {
  std::size_t base = variety.others.size();
  for (std::size_t i = 0; i < kClasses.size(); ++i) base += variety.classes[i] ? kClasses[i].characters.size() : 0;
  return static_cast<double>(base);
}

std::string Advice(const Variety& variety) {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    const std::string advice = kClasses[i].advice;
    if (!variety.classes[i] && (missing.empty() || missing.back() != advice)) missing.push_back(advice);
  }
  const std::string longer = "making it longer";
  if (missing.empty()) return absl::StrCat("insecure password, try ", longer);
  return absl::StrCat("insecure password, try adding ", absl::StrJoin(missing, ", "), " or ", longer);
}

}  // namespace

double PasswordEntropy(std::string_view password) {
  const Characters characters = CharactersOf(password);
  if (characters.empty()) return 0;
  return static_cast<double>(ReducedLength(characters)) * std::log2(BaseOf(VarietyOf(characters)));
}

std::optional<std::string> PasswordFlaw(std::string_view password) {
  if (PasswordEntropy(password) < kMinPasswordEntropy) return Advice(VarietyOf(CharactersOf(password)));
  if (password.size() > kMaxPasswordBytes) {
    return absl::StrCat("password must be no more than ", kMaxPasswordBytes, " characters");
  }
  return std::nullopt;
}

}  // namespace postern::auth
