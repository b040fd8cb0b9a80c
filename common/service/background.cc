#include "service/background.h"

#include <pthread.h>
#include <signal.h>

#include <exception>

#include "obs/log.h"

namespace postern::service {

Background::~Background() {
  Stop(std::chrono::milliseconds(0));
  if (thread_.joinable()) thread_.join();
}

bool Background::Schedule(std::string name, BackgroundJob job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || names_.contains(name)) return false;
    if (waiting_.size() >= kMaxWaiting) {
      ++refused_;
      return false;
    }
    if (!thread_.joinable()) StartThread();
    names_.insert(name);
    waiting_.emplace_back(std::move(name), std::move(job));
  }
  changed_.notify_all();
  return true;
}

bool Background::Finish(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [this] { return names_.empty(); });
}

bool Background::Stop(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  stopped_ = true;
  for (const auto& [name, job] : waiting_) names_.erase(name);
  waiting_.clear();
  changed_.notify_all();
  return changed_.wait_for(lock, limit, [this] { return names_.empty(); });
}

Background::Load Background::load() {
  const std::lock_guard lock(mutex_);
  return {.waiting = waiting_.size(), .refused = refused_};
}

// Signals are the main thread's, which waits for them.
void Background::StartThread() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { Run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Background::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto [name, job] = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    try {
      job([this] { return stopped_.load(); });
    } catch (const std::exception& error) {
      obs::Log(obs::Level::kError, "escaped exception", {{"job", name}, {"error", error.what()}});
    }
    job = nullptr;  // What it holds goes before anybody hears that it has ended.
    lock.lock();
    names_.erase(name);
    changed_.notify_all();
  }
}

}  // namespace postern::service
