// What people may call themselves: the rules that fields of a request are held to. Pure, linear in the length of the
// text. Each predicate stands for one validation tag; an empty text is a matter of `required`, not of these rules,
// except where said.
#pragma once

#include <cstddef>
#include <string_view>

namespace postern::auth {

inline constexpr std::size_t kMaxUsernameBytes = 32;
inline constexpr std::size_t kMaxRealNameBytes = 128;

// Tag `required`: anything but the empty text.
bool IsPresent(std::string_view text);

// Tag `email`: a bare address, local part and a domain with at least one dot, of any length. No display name, no angle
// brackets, no comments, no address literals. Letters beyond ASCII are welcome on both sides. Empty is refused.
bool IsEmail(std::string_view text);

// Tag `username`, also for organizations, roles and the like: 1 to 32 ASCII letters and digits, single hyphens between
// them; `new` and `create` are taken by routes of the dashboard. Empty is refused.
bool IsUsername(std::string_view text);

// Tag `user_real_name`: at most 128 bytes, no white space (as Unicode has it) at either end. Empty is accepted.
bool IsRealName(std::string_view text);

// The part of `text` that IsRealName accepts: without white space at its ends, cut at 128 bytes between two code
// points. For names that come from elsewhere than a checked field.
std::string_view TrimmedRealName(std::string_view text);

}  // namespace postern::auth
