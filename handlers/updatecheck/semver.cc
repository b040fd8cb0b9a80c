#include "handlers/updatecheck/semver.h"

#include <algorithm>
#include <array>
#include <optional>

namespace postern::updatecheck {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kIdentifier = "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

struct Version {
  std::array<std::string_view, 3> numbers = {"0", "0", "0"};
  std::string_view prerelease;  // Without its dash.
};

bool IsNumeric(std::string_view text) {
  return text.find_first_not_of(kDigits) == std::string_view::npos;
}

bool HasLeadingZero(std::string_view number) {
  return number.size() > 1 && number.front() == '0';
}

// Cuts the text up to the first character that is not one of `kept` off its front.
std::string_view Take(std::string_view& text, std::string_view kept) {
  const std::string_view taken = text.substr(0, text.find_first_not_of(kept));
  text.remove_prefix(taken.size());
  return taken;
}

bool TakeNumber(std::string_view& text, std::string_view& number) {
  number = Take(text, kDigits);
  return !number.empty() && !HasLeadingZero(number);
}

// Cuts `mark` and the identifiers behind it, with dots between them, off the front; nothing where one is empty.
std::optional<std::string_view> TakeIdentifiers(std::string_view& text, char mark, bool leading_zeros) {
  if (text.empty() || text.front() != mark) return std::string_view();
  text.remove_prefix(1);
  const std::string_view all = text;
  while (true) {
    const std::string_view identifier = Take(text, kIdentifier);
    if (identifier.empty() || (!leading_zeros && IsNumeric(identifier) && HasLeadingZero(identifier))) {
      return std::nullopt;
    }
    if (text.empty() || text.front() != '.') return all.substr(0, all.size() - text.size());
    text.remove_prefix(1);
  }
}

std::optional<Version> ReadVersion(std::string_view text) {
  Version version;
  char before = 'v';
  for (std::string_view& number : version.numbers) {
    if (text.empty() && before == '.') return version;
    if (text.empty() || text.front() != before) return std::nullopt;
    text.remove_prefix(1);
    if (!TakeNumber(text, number)) return std::nullopt;
    before = '.';
  }
  const std::optional<std::string_view> prerelease = TakeIdentifiers(text, '-', false);
  if (!prerelease) return std::nullopt;
  version.prerelease = *prerelease;
  return TakeIdentifiers(text, '+', true) && text.empty() ? std::optional(version) : std::nullopt;
}

std::weak_ordering CompareNumbers(std::string_view left, std::string_view right) {
  return left.size() != right.size() ? left.size() <=> right.size() : left <=> right;
}

std::weak_ordering CompareIdentifiers(std::string_view left, std::string_view right) {
  if (IsNumeric(left) != IsNumeric(right)) {
    return IsNumeric(left) ? std::weak_ordering::less : std::weak_ordering::greater;
  }
  return IsNumeric(left) ? CompareNumbers(left, right) : left <=> right;
}

// The part before the next dot, cut off with its dot.
std::string_view NextIdentifier(std::string_view& text) {
  const std::string_view identifier = text.substr(0, text.find('.'));
  text.remove_prefix(std::min(text.size(), identifier.size() + 1));
  return identifier;
}

std::weak_ordering ComparePrereleases(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return left.empty() <=> right.empty();
  while (!left.empty() && !right.empty()) {
    const std::string_view of_left = NextIdentifier(left);
    if (const auto order = CompareIdentifiers(of_left, NextIdentifier(right)); order != 0) return order;
  }
  return right.empty() <=> left.empty();
}

}  // namespace

std::weak_ordering CompareVersions(std::string_view left, std::string_view right) {
  const std::optional<Version> a = ReadVersion(left);
  const std::optional<Version> b = ReadVersion(right);
  if (!a || !b) return a.has_value() <=> b.has_value();
  for (std::size_t i = 0; i < a->numbers.size(); ++i) {
    if (const auto order = CompareNumbers(a->numbers[i], b->numbers[i]); order != 0) return order;
  }
  return ComparePrereleases(a->prerelease, b->prerelease);
}

bool IsVersion(std::string_view text) {
  return ReadVersion(text).has_value();
}

}  // namespace postern::updatecheck
