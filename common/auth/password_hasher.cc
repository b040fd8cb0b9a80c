#include "auth/password_hasher.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <system_error>
#include <utility>

#include "auth/password.h"

namespace postern::auth {
namespace {

constexpr int kNiceness = 10;

HasherOptions Sane(HasherOptions options) {
  options.cores = std::max<std::size_t>(options.cores, 1);
  return options;
}

// Threads made within its life take no signals: those are for the thread that waits for them.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

PasswordHasher::PasswordHasher(HasherOptions options) : options_(Sane(options)) {}

PasswordHasher::~PasswordHasher() {
  {
    std::unique_lock lock(mutex_);
    ending_ = true;
    for (Job* job : line_) {
      job->state = Job::State::kSentAway;
      job->changed.notify_one();
    }
    line_.clear();
    caller_left_.wait(lock, [this] { return callers_ == 0; });
    work_ready_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::StatusOr<std::string> PasswordHasher::Hash(std::string_view password) {
  absl::StatusOr<std::string> hash = absl::InternalError("not run");
  const absl::Status run = Run([&] { hash = auth::Hash(password); });
  if (!run.ok()) return run;
  return hash;
}

absl::StatusOr<bool> PasswordHasher::Verify(std::string_view stored, std::string_view password) {
  absl::StatusOr<bool> same = absl::InternalError("not run");
  const absl::Status run = Run([&] { same = auth::Verify(stored, password); });
  if (!run.ok()) return run;
  return same;
}

absl::Status PasswordHasher::Run(std::function<void()> work) {
  Job job;
  job.work = std::move(work);
  std::unique_lock lock(mutex_);
  ++callers_;
  const absl::Status status = Await(job, lock);
  if (absl::IsUnavailable(status)) ++refused_;
  // Under the lock, for the destructor may go on as soon as it is released.
  if (--callers_ == 0) caller_left_.notify_all();
  return status;
}

std::size_t PasswordHasher::waiting() const {
  const std::lock_guard lock(mutex_);
  return line_.size();
}

PasswordHasher::Load PasswordHasher::load() const {
  const std::lock_guard lock(mutex_);
  return {.running = busy_, .waiting = line_.size(), .refused = refused_};
}

absl::Status PasswordHasher::Await(Job& job, std::unique_lock<std::mutex>& lock) {
  if (ending_) return absl::UnavailableError("password hashing is ending");
  if (busy_ < options_.cores) {
    if (!Begin(job)) return absl::UnavailableError("no thread for password hashing");
  } else {
    if (line_.size() >= options_.max_waiting) return absl::UnavailableError("too many passwords wait to be hashed");
    line_.push_back(&job);
    job.changed.wait_for(lock, options_.wait, [&] { return job.state != Job::State::kInLine; });
    if (job.state == Job::State::kInLine) {
      line_.remove(&job);
      return absl::UnavailableError("no core was free to hash a password in time");
    }
    if (job.state == Job::State::kSentAway) return absl::UnavailableError("password hashing is ending");
  }
  job.changed.wait(lock, [&] { return job.state == Job::State::kDone; });
  return job.threw ? absl::InternalError("password hashing threw") : absl::OkStatus();
}

// Gives the job a core that the caller saw to be free. There are never more threads than were busy at once.
bool PasswordHasher::Begin(Job& job) {
  if (threads_.size() <= busy_ && !StartThread()) return false;
  ++busy_;
  job.state = Job::State::kBegun;
  begun_.push_back(&job);
  work_ready_.notify_one();
  return true;
}

bool PasswordHasher::StartThread() {
  const SignalsBlocked blocked;
  try {
    threads_.emplace_back([this] { Work(); });
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

void PasswordHasher::Work() {
  // On Linux the niceness is the thread's own. Where it cannot be set, hashing merely runs as everything else does.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
  std::unique_lock lock(mutex_);
  while (true) {
    work_ready_.wait(lock, [this] { return ending_ || !begun_.empty(); });
    if (begun_.empty()) return;
    Job& job = *begun_.front();
    begun_.pop_front();
    lock.unlock();
    bool threw = false;
    try {
      job.work();
    } catch (...) {
      threw = true;
    }
    lock.lock();
    job.threw = threw;
    Finish(job);
  }
}

// Wakes the caller and passes the core on to whoever has waited longest.
void PasswordHasher::Finish(Job& job) {
  job.state = Job::State::kDone;
  job.changed.notify_one();
  if (line_.empty()) {
    --busy_;
    return;
  }
  Job* next = line_.front();
  line_.pop_front();
  next->state = Job::State::kBegun;
  next->changed.notify_one();
  begun_.push_back(next);
  work_ready_.notify_one();
}

}  // namespace postern::auth
