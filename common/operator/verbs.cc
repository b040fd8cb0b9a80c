#include "operator/verbs.h"

#include <algorithm>
#include <array>

#include "operator/create_admin_command.h"
#include "operator/migrate_command.h"
#include "operator/nginx_command.h"
#include "operator/purge_command.h"
#include "operator/reset_password_command.h"
#include "operator/restart_command.h"
#include "operator/start_command.h"
#include "operator/stop_command.h"
#include "operator/up.h"

namespace postern::operators {
namespace {

constexpr std::string_view kPasswordInput =
    "The new password. On a terminal it is asked for twice and not shown. From anything\n"
    "else it is the first line, without its line break. It has to be hard to guess and\n"
    "has at most 64 bytes, as over HTTP. It is never taken from arguments, options or\n"
    "variables.";

constexpr std::array kVerbs = {
    Verb{.name = "up",
         .arguments = "",
         .purpose = "run everything on this machine: database, programs, nginx",
         .least_words = 0,
         .most_words = 0,
         .details = "Starts a PostgreSQL of its own in the folder of --data-dir, unless --postgres-url\n"
                    "names another, migrates it, starts the programs and an nginx, and starts again\n"
                    "whatever ends. Stays until SIGTERM, SIGINT or SIGHUP.\n"
                    "\n"
                    "With --parts=programs no nginx is started: the files for one that is there already\n"
                    "are written into the folder nginx of --data-dir, and --listen-group names the\n"
                    "group that may reach the sockets. With --parts=nginx nothing but nginx is started,\n"
                    "and no database is needed.",
         .input = "",
         .exits = "",
         .example = "postern up --data-dir=/srv/postern --http-address=127.0.0.1:8080",
         .run = &UpCommand},
    Verb{.name = "start",
         .arguments = "",
         .purpose = "the same in the background; harmless where it runs already",
         .least_words = 0,
         .most_words = 0,
         .details = "Does what up does, apart from the terminal, and returns once everything is ready.\n"
                    "What up would print goes into the file log/postern.log of --data-dir. Where\n"
                    "something runs in that folder already it says so, and that is no failure: cron may\n"
                    "call it every few minutes.",
         .input = "",
         .exits = "",
         .example = "postern start --data-dir=/srv/postern --http-address=127.0.0.1:8080",
         .run = &StartCommand},
    Verb{.name = "stop",
         .arguments = "",
         .purpose = "end what up or start runs in --data-dir",
         .least_words = 0,
         .most_words = 0,
         .details = "Requests that were begun are finished. Returns once everything is gone. Where\n"
                    "nothing runs it says so, and that is no failure.",
         .input = "",
         .exits = "",
         .example = "postern stop --data-dir=/srv/postern",
         .run = &StopCommand},
    Verb{.name = "restart",
         .arguments = "[PROGRAM]",
         .purpose = "replace the programs that run by what is on disk now",
         .least_words = 0,
         .most_words = 1,
         .details = "One program after the other, or PROGRAM alone (users, tokens, ...): the new one is\n"
                    "started on the same socket, and once it is ready the old one finishes and ends, so\n"
                    "no request is lost. Where a new one does not get ready the old one serves on.\n"
                    "\n"
                    "Options are those of the start, the YAML file as it was then. For others, and for\n"
                    "another nginx or postern, stop and start.",
         .input = "",
         .exits = "",
         .example = "postern restart --data-dir=/srv/postern\n"
                    "postern restart users --data-dir=/srv/postern",
         .run = &RestartCommand},
    Verb{.name = "migrate",
         .arguments = "[ROLE]",
         .purpose = "bring the database to this version's schema, and let ROLE use it",
         .least_words = 0,
         .most_words = 1,
         .details = "Applies the migrations that are missing, each in a transaction of its own. Needs\n"
                    "the URL of the role that owns the tables. ROLE, where given, may then read and\n"
                    "write rows and change no schema. Name it each time: new tables need new grants.",
         .input = "",
         .exits = "",
         .example = "postern migrate postern_handler",
         .run = &MigrateCommand},
    Verb{.name = "nginx",
         .arguments = "FOLDER",
         .purpose = "write the files for an nginx that is there already",
         .least_words = 1,
         .most_words = 1,
         .details = "Writes into FOLDER what an nginx includes in its http block: postern.conf for a\n"
                    "site of its own, or http.conf alone, with below.conf in the server block of another\n"
                    "site. --program-address says where the programs are; without it that is a unix\n"
                    "socket for each in /run/postern.",
         .input = "",
         .exits = "",
         .example = "postern nginx /etc/nginx/postern",
         .run = &NginxCommand},
    Verb{.name = "create-admin-user",
         .arguments = "EMAIL USERNAME",
         .purpose = "make an owner, where nobody can sign in as one",
         .least_words = 2,
         .most_words = 2,
         .details = "Makes a user who has the site role owner, signs in with a password, and is an\n"
                    "organization-admin in every organization. The user is dormant until the first\n"
                    "login. It does not matter whether there are users already. A name or an address\n"
                    "that a user has, in any case, is refused.",
         .input = kPasswordInput,
         .exits = "",
         .example = "postern create-admin-user ada@example.com ada\n"
                    "postern create-admin-user ada@example.com ada < /root/new-password",
         .run = &CreateAdminCommand},
    Verb{.name = "reset-password",
         .arguments = "USER",
         .purpose = "give a user who signs in with a password a new one",
         .least_words = 1,
         .most_words = 1,
         .details = "USER is a name or an e-mail address, in any case. A one-time passcode that was\n"
                    "asked for is void.\n"
                    "\n"
                    "Sessions stay signed in and tokens stay valid, unlike after a change over HTTP.\n"
                    "The status stays, too: somebody who is suspended has to be activated to get in.",
         .input = kPasswordInput,
         .exits = "",
         .example = "postern reset-password ada\n"
                    "postern reset-password ada@example.com < /root/new-password",
         .run = &ResetPasswordCommand},
    Verb{.name = "purge",
         .arguments = "AGE",
         .purpose = "delete sessions and tokens that expired more than AGE ago",
         .least_words = 1,
         .most_words = 1,
         .details = "AGE is such as 30d, 4w or 12h, by the database's clock; 0 means all that have\n"
                    "expired. Each deletion leaves a row in the audit log.\n"
                    "\n"
                    "Works in batches of 1000, each a short transaction, and passes over what somebody\n"
                    "else holds: nobody is locked out. Says on stderr how far it is, at most once a\n"
                    "second, and at the end on stdout how many were deleted. SIGINT, SIGTERM and SIGHUP\n"
                    "end it after the batch that is under way; what is done stays done.",
         .input = "",
         .exits = "129, 130 or 143: told to end by SIGHUP, SIGINT or SIGTERM",
         .example = "postern purge 30d",
         .run = &PurgeCommand},
};

}  // namespace

std::span<const Verb> Verbs() {
  return kVerbs;
}

const Verb* FindVerb(std::string_view name) {
  const auto found = std::find_if(kVerbs.begin(), kVerbs.end(), [name](const Verb& verb) { return verb.name == name; });
  return found == kVerbs.end() ? nullptr : &*found;
}

}  // namespace postern::operators
