#include "auth/token_name.h"

#include <openssl/rand.h>

#include <array>
#include <limits>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"

namespace postern::auth {
namespace {

// Letters only, so that the digits behind a surname are the number and nothing else.
constexpr std::array<std::string_view, 64> kAdjectives = {
    "able",   "agile",  "amber",  "ample",   "apt",    "azure",  "bold",    "brave",  "bright", "brisk", "calm",
    "candid", "clear",  "clever", "coral",   "cosy",   "crisp",  "curious", "deft",   "eager",  "early", "even",
    "fair",   "fleet",  "fond",   "frank",   "fresh",  "gentle", "glad",    "golden", "grand",  "hardy", "honest",
    "humble", "jolly",  "keen",   "kind",    "lively", "loyal",  "lucid",   "lunar",  "merry",  "mild",  "modest",
    "neat",   "nimble", "noble",  "patient", "plain",  "proud",  "quick",   "quiet",  "rapid",  "ready", "serene",
    "sharp",  "silver", "steady", "sunny",   "swift",  "tidy",   "vivid",   "warm",   "wise"};

constexpr std::array<std::string_view, 64> kSurnames = {
    "abel",     "ampere",       "archimedes", "avogadro",   "babbage",       "bernoulli", "bohr",       "boole",
    "born",     "cantor",       "carnot",     "cauchy",     "chandrasekhar", "church",    "copernicus", "curie",
    "darwin",   "descartes",    "dijkstra",   "dirac",      "einstein",      "euler",     "faraday",    "fermat",
    "fermi",    "feynman",      "fourier",    "franklin",   "galileo",       "galois",    "gauss",      "germain",
    "godel",    "hamilton",     "hilbert",    "hopper",     "hubble",        "huygens",   "hypatia",    "jacobi",
    "kepler",   "kovalevskaya", "lagrange",   "laplace",    "leibniz",       "lovelace",  "maxwell",    "meitner",
    "mendel",   "mirzakhani",   "newton",     "noether",    "ohm",           "pascal",    "pasteur",    "planck",
    "poincare", "ramanujan",    "riemann",    "rutherford", "shannon",       "tesla",     "turing",     "volta"};

}  // namespace

absl::StatusOr<std::string> MakeTokenName() {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t drawn = 0;
  do {  // What lies beyond the last whole multiple would favour the first names.
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&drawn), sizeof drawn) != 1) {
      return absl::InternalError("no randomness");
    }
  } while (drawn >= kMost - kMost % kTokenNames);
  return TokenNameOf(drawn % kTokenNames);
}

std::string TokenNameOf(std::uint64_t number) {
  const std::uint64_t words = number / 100'000'000;
  const std::string_view adjective = kAdjectives[words / kSurnames.size() % kAdjectives.size()];
  const std::string_view surname = kSurnames[words % kSurnames.size()];
  return absl::StrFormat("%s_%s%08d", adjective, surname, number % 100'000'000);
}

}  // namespace postern::auth
