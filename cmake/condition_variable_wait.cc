// std::condition_variable::wait in the version before that of libstdc++ 12: see OlderLibstdcxx.cmake.
extern "C" {

void millrace_older_wait(void* condition, void* lock);
__asm__(".symver millrace_older_wait, _ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE@GLIBCXX_3.4.11");

void __wrap__ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE(void* condition, void* lock) {
  millrace_older_wait(condition, lock);
}
}
