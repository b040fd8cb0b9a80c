// Telling whoever started a program that it serves: systemd's protocol (sd_notify), of which we need one message.
#pragma once

#include <string_view>

namespace postern::fcgi {

// The variable that names the socket of whoever wants to know, as a path or, after an @, an abstract name.
inline constexpr char kNoticeSocket[] = "NOTIFY_SOCKET";
inline constexpr std::string_view kReadyNotice = "READY=1";

// Whether somebody wants to know.
bool ReadyIsWanted();

// Tells them, if somebody does. Who has gone meanwhile is nobody's problem.
void TellReady();

}  // namespace postern::fcgi
