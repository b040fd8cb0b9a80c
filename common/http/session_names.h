// Where clients put a session's token. The names are the wire contract's.
#pragma once

namespace postern::http {

inline constexpr char kSessionCookie[] = "coder_session_token";
inline constexpr char kSessionQuery[] = "coder_session_token";
inline constexpr char kSessionHeader[] = "HTTP_CODER_SESSION_TOKEN";  // Coder-Session-Token, by its CGI name.

}  // namespace postern::http
