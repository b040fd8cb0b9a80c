// The tables postern.account_throttles and postern.known_devices: guesses at accounts, counted by the address that was
// typed in, so that accounts which do not exist are counted, too. Browsers from which somebody has signed in to the
// account are counted each for itself: whoever guesses from elsewhere does not lock them out. Neither users nor keys
// are looked at, so that nothing here takes longer for an account that exists.
//
// The first five failures are never delayed. From the fifth on each one closes the account for twice as long as the one
// before, from one second up to one minute; a quarter of an hour without a failure forgets them all.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

inline constexpr int kFreeFailures = 5;
inline constexpr std::chrono::seconds kLongestThrottle{60};
inline constexpr std::chrono::seconds kFailuresForgottenAfter{15 * 60};
// A browser is known for so long after a login, and so many of one account.
inline constexpr std::chrono::hours kDeviceKnownFor{90 * 24};
inline constexpr int kMaxKnownDevices = 20;
// Beyond that many accounts the ones that were quiet for longest are forgotten: some 15 MB at most.
inline constexpr int kMaxThrottledAccounts = 100'000;

// What is guessed; each is counted by itself.
enum class Guess { kPassword, kPasscode, kPasscodeRequest };

struct Throttle {
  std::string account;           // The row's key, in hex.
  std::chrono::seconds wait{0};  // Until the account is open again, rounded up; zero where it is open.
  bool known_device = false;     // The device is one of the account's.
};

// `email` in any case; `device` is what a browser was given at a login, "" where there is none.
absl::StatusOr<Throttle> FindThrottle(pg::Pool& pool, Guess guess, std::string_view email, std::string_view device);

// Makes a device one of the account's, or notes that it is in use still.
absl::Status RememberDevice(pg::Connection& connection, std::string_view email, std::string_view device);

// Counts a failure. Gives zero, or, where others have closed the account since it was looked at, how long it stays so:
// then nothing is counted, and the guess is to be refused whatever it was.
absl::StatusOr<std::chrono::seconds> CountFailure(pg::Connection& connection, std::string_view account);

// Forgets the failures of an account after a right guess, or gives how long it stays closed, as above.
absl::StatusOr<std::chrono::seconds> ForgetFailures(pg::Connection& connection, std::string_view account);

// Counts something that may happen once in `pause`. Gives zero where it may happen now, else how long that takes.
absl::StatusOr<std::chrono::seconds> CountRequest(pg::Connection& connection, std::string_view account,
                                                  std::chrono::seconds pause);

}  // namespace postern::store
