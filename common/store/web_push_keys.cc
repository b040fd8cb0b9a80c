#include "store/web_push_keys.h"

namespace postern::store {
namespace {

constexpr pg::Statement kFind = {"web_push_keys_find",
                                 "SELECT a.value, b.value FROM site_configs a, site_configs b "
                                 "WHERE a.key = 'webpush_vapid_public_key' AND b.key = 'webpush_vapid_private_key' "
                                 "AND a.value <> '' AND b.value <> ''",
                                 true};
constexpr pg::Statement kLock = {"web_push_keys_lock", "SELECT pg_advisory_xact_lock(1886352494, 8292)"};
constexpr pg::Statement kStore = {
    "web_push_keys_store",
    "INSERT INTO site_configs (key, value) VALUES ('webpush_vapid_public_key', $1), ('webpush_vapid_private_key', $2) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"};
// A table of Coder's own databases alone.
constexpr pg::Statement kHasSubscriptions = {"web_push_keys_has_subscriptions",
                                             "SELECT to_regclass('webpush_subscriptions') IS NOT NULL"};
constexpr pg::Statement kDropSubscriptions = {"web_push_keys_drop_subscriptions", "DELETE FROM webpush_subscriptions"};

absl::Status DropSubscriptions(pg::Connection& connection) {
  const absl::StatusOr<pg::Result> has = connection.Run(kHasSubscriptions, {});
  if (!has.ok() || !(*has)[0].Bool(0)) return has.status();
  return connection.Run(kDropSubscriptions, {}).status();
}

// Whoever waited for the lock finds what the one before has stored.
absl::Status StoreUnlessThere(pg::Connection& connection, const WebPushKeys& fresh, std::string& public_key) {
  if (const auto locked = connection.Run(kLock, {}); !locked.ok()) return locked.status();
  const absl::StatusOr<pg::Result> found = connection.Run(kFind, {});
  if (!found.ok()) return found.status();
  public_key = found->empty() ? fresh.public_key : std::string((*found)[0].Text(0));
  if (!found->empty()) return absl::OkStatus();
  const absl::Status dropped = DropSubscriptions(connection);
  if (!dropped.ok()) return dropped;
  return connection.Run(kStore, {fresh.public_key, fresh.private_key}).status();
}

}  // namespace

absl::StatusOr<std::string> WebPushPublicKey(pg::Pool& pool, const std::function<absl::StatusOr<WebPushKeys>()>& make) {
  const absl::StatusOr<pg::Result> found = pool.Run(kFind, {});
  if (!found.ok()) return found.status();
  if (!found->empty()) return std::string((*found)[0].Text(0));
  const absl::StatusOr<WebPushKeys> fresh = make();
  if (!fresh.ok()) return fresh.status();
  std::string public_key;
  const absl::Status stored =
      pool.Transaction([&](pg::Connection& connection) { return StoreUnlessThere(connection, *fresh, public_key); });
  if (!stored.ok()) return stored;
  return public_key;
}

}  // namespace postern::store
