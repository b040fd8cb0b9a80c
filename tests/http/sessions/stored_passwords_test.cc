// Passwords as they are stored, and how strong a new one must be.
#include <regex>

#include "tests/support/answers.h"
#include "tests/support/throttled_account.h"

namespace postern::test {
namespace {

constexpr char kTomato[] =
    "$pbkdf2-sha256$65535$z8c1p1C2ru9EImBP1I+ZNA$"
    "pNjE3Yk0oG0PmJ0Je+y7ENOVlSkn/b0BEqqdKsq6Y97wQBq0xT+lD5bWJpyIKJqQICuPZcEaGDKrXJn8+SIHRg";
// `onions` after a thousand rounds, salt `sodium chloride!`.
constexpr char kOnions[] =
    "$pbkdf2-sha256$1000$c29kaXVtIGNobG9yaWRlIQ$"
    "P411Wj5A4KIRvt7D7R/5duCuj7Nrkl20AVggcRigddUNBnkAGFTzOUF1hn5kof/KxhKePmRTh/PRk3e50IQrbA";

void Store(const Person& person, const std::string& hash) {
  Shared().Sql("UPDATE users SET hashed_password = convert_to(" + Quoted(hash) + ", 'UTF8') WHERE id = '" + person.id +
               "'");
}

std::string Stored(const std::string& id) {
  return Shared().Value("SELECT convert_from(hashed_password, 'UTF8') FROM users WHERE id = '" + id + "'");
}

TEST(StoredPassword, AHashThatAnotherProgramStoredIsVerified) {
  const Person person = Shared().NewUser();
  Store(person, kTomato);
  EXPECT_EQ(TryLogin(Shared(), person.email, "tomato").status, 201);
  EXPECT_EQ(TryLogin(Shared(), person.email, "Tomato").status, 401);
}

TEST(StoredPassword, SaltAndIterationsAreThoseStored) {
  const Person person = Shared().NewUser();
  Store(person, kOnions);
  EXPECT_EQ(TryLogin(Shared(), person.email, "onions").status, 201);
  EXPECT_EQ(TryLogin(Shared(), person.email, "onion").status, 401);
}

TEST(StoredPassword, ALoginDoesNotRewriteTheHash) {
  const Person person = Shared().NewUser();
  Store(person, kTomato);
  EXPECT_EQ(TryLogin(Shared(), person.email, "tomato").status, 201);
  EXPECT_EQ(Stored(person.id), kTomato);
}

TEST(StoredPassword, AMalformedHashIs500AndSaysNothingOfIt) {
  const std::string tomato = kTomato;
  const std::string malformed[] = {"none",
                                   "x",
                                   "$pbkdf2-sha256$",
                                   tomato.substr(1),
                                   std::string(100, 'x'),
                                   std::string(100, '$') + "x",
                                   "$argon2$65535$z8c1p1C2ru9EImBP1I+ZNA$" + std::string(86, 'a'),
                                   "$pbkdf2-sha256$many$z8c1p1C2ru9EImBP1I+ZNA$" + std::string(86, 'a'),
                                   "$pbkdf2-sha256$65535$z8c1p1C2ru9*ImBP1I+ZNA$" + std::string(86, 'a')};
  const Person person = Shared().NewUser();
  for (const std::string& hash : malformed) {
    Store(person, hash);
    const Reply reply = TryLogin(Shared(), person.email, "tomato");
    EXPECT_TRUE(IsEnvelope(reply, 500)) << hash;
    EXPECT_EQ(reply.body.find("pbkdf2"), std::string::npos);
  }
}

TEST(StoredPassword, AMalformedHashConcernsThePasswordAlone) {
  const Person person = Shared().NewUser();
  Store(person, "none");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  Shared().Sql("UPDATE users SET hashed_password = '\\xff00fe' WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_TRUE(IsEnvelope(TryLogin(Shared(), person.email), 500));
}

TEST(StoredPassword, WhatIsAlmostTheHashIsAMismatch) {
  const std::string tomato = kTomato;
  const std::string rest = tomato.substr(tomato.find("$z8c1"));
  const std::string others[] = {tomato + "=",
                                tomato.substr(0, tomato.size() - 1),
                                "$pbkdf2-sha256$+65535" + rest,
                                "$pbkdf2-sha256$065535" + rest,
                                "$pbkdf2-sha256$0" + rest,
                                "$pbkdf2-sha256$-1" + rest,
                                tomato + "$"};
  const Person person = Shared().NewUser();
  for (const std::string& hash : others) {
    Store(person, hash);
    EXPECT_TRUE(IsEnvelope(TryLogin(Shared(), person.email, "tomato"), 401, kWrongCredentials)) << hash;
    ThrottledAccount(Shared(), "password", person.email).Age("1 hour");
  }
}

TEST(StoredPassword, ThereIsNoMasterPassword) {
  const Person person = Shared().NewUser();
  for (const char* type : {"password", "none"}) {
    Shared().Sql("UPDATE users SET hashed_password = '', login_type = '" + std::string(type) + "' WHERE id = '" +
                 person.id + "'");
    for (const char* password : {"hunter2", " ", "none", "password"}) {
      EXPECT_TRUE(IsEnvelope(TryLogin(Shared(), person.email, password), 401, kWrongCredentials)) << password;
      EXPECT_TRUE(IsEnvelope(TryLogin(Shared(), "nobody@example.com", password), 401, kWrongCredentials)) << password;
    }
    ThrottledAccount(Shared(), "password", person.email).Age("1 hour");
    ThrottledAccount(Shared(), "password", "nobody@example.com").Age("1 hour");
  }
}

TEST(StoredPassword, ANewHashHas65535IterationsAndASaltOfItsOwn) {
  const std::string first = Stored(Shared().NewUser().id);
  const std::string second = Stored(Shared().NewUser().id);
  const std::regex form("\\$pbkdf2-sha256\\$65535\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{86}");
  EXPECT_TRUE(std::regex_match(first, form)) << first;
  EXPECT_TRUE(std::regex_match(second, form)) << second;
  EXPECT_NE(first, second);
}

struct Strength {
  std::string password;
  bool strong;
};

const Strength kStrengths[] = {{"password", false},
                               {"newpassword", false},
                               {"correcthorse", true},
                               {"Tr0ub4dor&3", true},
                               {"aaaaaaaa", false},
                               {"abcdefghijkl", false},
                               {"12345678901234567890", false},
                               {"PasswordSecured123!", true},
                               {std::string(65, 'a'), false},
                               {"Tr0ub4dor&3" + std::string(54, ' '), false},
                               {"", false}};

TEST(PasswordStrength, IsCheckedWhenAUserIsCreated) {
  for (const auto& [password, strong] : kStrengths) {
    boost::json::object body = NewUserBody(Shared(), FreshName());
    body["password"] = password;
    const Reply reply = Shared().owner().client.Post(kUsers, body);
    if (strong) {
      EXPECT_EQ(reply.status, 201) << password << reply.body;
      continue;
    }
    EXPECT_TRUE(IsEnvelope(reply, 400)) << password;
    EXPECT_EQ(Fields(reply), std::vector<std::string>{"password"});
  }
}

TEST(PasswordStrength, SixtyFourBytesAreAllowedAndOneMoreIsNot) {
  std::string password;
  while (password.size() < 64) password += "Zq4!xT9&";
  for (const auto& [text, status] : {std::pair{password, 201}, {password + "k", 400}}) {
    boost::json::object body = NewUserBody(Shared(), FreshName());
    body["password"] = text;
    const Reply reply = Shared().owner().client.Post(kUsers, body);
    EXPECT_EQ(reply.status, status) << reply.body;
    if (status == 400) {
      EXPECT_NE(reply.body.find("password must be no more than 64 characters"), std::string::npos) << reply.body;
    }
  }
}

TEST(PasswordStrength, AWeakOneIsToldHowToBeStronger) {
  boost::json::object body = NewUserBody(Shared(), FreshName());
  body["password"] = "password";
  const Reply reply = Shared().owner().client.Post(kUsers, body);
  EXPECT_TRUE(
      std::string(reply.Json().at("validations").at(0).at("detail").as_string()).starts_with("insecure password, try "))
      << reply.body;
}

TEST(PasswordStrength, IsNotCheckedAtLogin) {
  const Person person = Shared().NewUser();
  Store(person, kTomato);
  EXPECT_EQ(TryLogin(Shared(), person.email, "tomato").status, 201);
}

}  // namespace
}  // namespace postern::test
