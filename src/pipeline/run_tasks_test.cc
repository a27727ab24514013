// Jobs whose work is done by tasks: the lake is that of a job without tasks, whatever happens to them.
#include "pipeline/run_tasks.h"

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <utility>

#include "core/error.h"
#include "pipeline/do_task.h"
#include "pipeline/job_task.h"
#include "pipeline/testing/project_fixture.h"

namespace millrace {
namespace {

// Runs tasks in this process, when an answer is waited for.
class TaskRunnerHere : public TaskRunner {
 public:
  explicit TaskRunnerHere(TestProject& project) : project_(project), options_(project.options) {
    project.options.tasks = this;
    project.options.task_bytes = 1;  // a file a task
  }
  ~TaskRunnerHere() override { project_.options.tasks = nullptr; }

  void Send(const std::string& line) override {
    sent.push_back(line);
    if (line.starts_with(R"({"kind":"read")")) waiting_.push_back(line);
  }
  std::optional<std::string> Receive(std::chrono::milliseconds /*patience*/) override {
    if (answers.empty()) {
      if (waiting_.empty()) throw SystemError("the runner has gone");
      const JobTask task = ParseJobTask(waiting_.front());
      waiting_.pop_front();
      run(task);
      if (answers.empty()) return std::nullopt;
    }
    std::string line = std::move(answers.front());
    answers.pop_front();
    return line;
  }

  // One attempt; the lines that it says, in their order.
  std::vector<TaskAnswer> Attempt(const JobTask& task) {
    std::vector<TaskAnswer> said;
    const TaskAnswer last =
        DoTask(project_.files(), options_, task, [&](const TaskAnswer& answer) { said.push_back(answer); });
    said.push_back(last);
    return said;
  }
  void Say(const TaskAnswer& answer) { answers.push_back(ToJson(answer)); }
  void SayAll(const std::vector<TaskAnswer>& said) {
    for (const TaskAnswer& answer : said) Say(answer);
  }
  int Sent(const std::string& kind) const {
    return static_cast<int>(std::ranges::count_if(
        sent, [&](const std::string& line) { return line.starts_with(R"({"kind":")" + kind + '"'); }));
  }

  std::vector<std::string> sent;
  std::deque<std::string> answers;
  std::function<void(const JobTask&)> run = [this](const JobTask& task) { SayAll(Attempt(task)); };

 private:
  TestProject& project_;
  const PipelineOptions options_;
  std::deque<std::string> waiting_;
};

class TaskedJob : public testing::Test {
 protected:
  TaskedJob() {
    for (const char* name : {"a.log", "b.log", "c.log", "d.log"}) project_.AddFile(name, 3);
  }
  static bool Reads(const JobTask& task, const std::string& name) {
    return std::ranges::any_of(task.files, [&](const PlannedFile& file) { return file.name == name; });
  }

  TestProject project_;
};

TEST_F(TaskedJob, TheLakeIsThatOfOneProcess) {
  TaskRunnerHere runner(project_);
  const RunReport report = project_.Run();
  EXPECT_EQ(report.counters.files, 4u);
  EXPECT_TRUE(report.counters.Balanced());
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kEvent)], project_.expected.events.size());
  EXPECT_EQ(runner.Sent("read"), 5) << "four, and one that merges what they have staged";
  EXPECT_EQ(runner.Sent("settled"), 5);
  EXPECT_NE(runner.sent.back().find(R"("committed":true)"), std::string::npos) << runner.sent.back();
  project_.Check();
}

TEST_F(TaskedJob, ManySmallStagedFilesAreMergedBeforeTheyArePublished) {
  TaskRunnerHere runner(project_);
  const RunReport report = project_.Run();
  std::map<std::pair<std::string, std::string>, int> files;
  for (const LedgerOutput& output : OpenSqliteLedger(project_.LedgerFileName())->outputs().OfJob(report.job_id)) {
    ++files[{output.table, output.partition}];
  }
  EXPECT_EQ(files.size(), report.lake_files);
  for (const auto& [place, count] : files) EXPECT_EQ(count, 1) << place.first << " " << place.second;
  EXPECT_EQ(report.counters.rows_written[static_cast<size_t>(TableId::kUser)], project_.expected.users.size());
  project_.Check();
}

TEST_F(TaskedJob, AMergeThatIsGivenUpLeavesTheSmallFiles) {
  for (const bool died : {false, true}) {
    TestProject project;
    for (const char* name : {"a.log", "b.log", "c.log", "d.log"}) project.AddFile(name, 3);
    TaskRunnerHere runner(project);
    runner.run = [&](const JobTask& task) {
      if (task.merge.empty()) return runner.SayAll(runner.Attempt(task));
      runner.Attempt(task);  // nothing of it is published
      TaskAnswer last{.job = task.job.job_id, .task = task.number};
      (died ? last.died : last.failed) = "the machine went away";
      runner.Say(last);
    };
    const RunReport report = project.Run();
    EXPECT_TRUE(report.counters.Balanced());
    EXPECT_TRUE(report.failed_files.empty());
    EXPECT_GE(report.lake_files, 16u) << "four tables, each with a file of each task";
    project.Check();
  }
}

TEST_F(TaskedJob, AMergeThatChangesTheNumberOfRowsIsRefused) {
  TaskRunnerHere runner(project_);
  runner.run = [&](const JobTask& task) {
    if (task.merge.empty()) return runner.SayAll(runner.Attempt(task));
    JobTask less = task;
    less.merge.pop_back();
    runner.SayAll(runner.Attempt(less));
  };
  EXPECT_THROW(project_.Run(), UserError);
  runner.run = [&](const JobTask& task) { runner.SayAll(runner.Attempt(task)); };
  project_.Run();
  project_.Check();
}

TEST_F(TaskedJob, OnlyTheFirstResultOfATaskCounts) {
  TaskRunnerHere runner(project_);
  // The duplicate answers last, when the result of the first attempt has been taken, and after the next task.
  std::vector<TaskAnswer> late;
  runner.run = [&](const JobTask& task) {
    runner.SayAll(runner.Attempt(task));
    runner.SayAll(late);
    late = runner.Attempt(task);
  };
  project_.Run();
  project_.Check();
}

TEST_F(TaskedJob, AFileThatCannotBeReadFailsAloneAndItsTaskIsRepeatedWithoutIt) {
  TaskRunnerHere runner(project_);
  project_.options.task_bytes = 1u << 20;  // all files in one task
  runner.run = [&](const JobTask& task) {
    if (!Reads(task, "b.log")) return runner.SayAll(runner.Attempt(task));
    runner.Say({.job = task.job.job_id, .task = task.number, .failed = "cannot read", .files = {{1, "it grew"}}});
  };
  const RunReport report = project_.Run();
  ASSERT_EQ(report.failed_files.size(), 1u);
  EXPECT_EQ(report.failed_files[0].name, "b.log");
  EXPECT_EQ(report.failed_files[0].reason, "it grew");
  EXPECT_EQ(report.counters.files, 3u);
  project_.options.tasks = nullptr;
  EXPECT_EQ(project_.Run().counters.files, 1u) << "it is unread";
  project_.Check();
}

TEST_F(TaskedJob, AFileThatBringsItsTaskDownFailsAlone) {
  TaskRunnerHere runner(project_);
  runner.run = [&](const JobTask& task) {
    std::vector<TaskAnswer> said = runner.Attempt(task);
    if (!Reads(task, "b.log")) return runner.SayAll(said);
    runner.Say(said.front());
    runner.Say({.job = task.job.job_id, .task = task.number, .died = "signal 11"});
  };
  const RunReport report = project_.Run();
  ASSERT_EQ(report.failed_files.size(), 1u);
  EXPECT_EQ(report.failed_files[0].name, "b.log");
  EXPECT_NE(report.failed_files[0].reason.find("signal 11"), std::string::npos);
  project_.options.tasks = nullptr;
  project_.Run();
  project_.Check();
}

TEST_F(TaskedJob, AJobIsUndoneIfATaskIsGivenUpOrTheRunnerGoes) {
  for (const bool gone : {false, true}) {
    TaskRunnerHere runner(project_);
    int tasks = 0;
    runner.run = [&](const JobTask& task) {
      if (++tasks == 1) return runner.SayAll(runner.Attempt(task));
      runner.Attempt(task);
      if (gone) throw SystemError("the runner has gone");
      runner.Say({.job = task.job.job_id, .task = task.number, .failed = "disk full"});
    };
    EXPECT_THROW(project_.Run(), SystemError);
    EXPECT_TRUE(project_.Read().events.empty());
  }
  project_.Run();
  project_.Check();
}

TEST_F(TaskedJob, ATaskThatDiesWithoutHavingReadBlamesNoFile) {
  TaskRunnerHere runner(project_);
  runner.run = [&](const JobTask& task) {
    runner.Say({.job = task.job.job_id, .task = task.number, .died = "no such machine"});
  };
  EXPECT_THROW(project_.Run(), SystemError);
  project_.options.tasks = nullptr;
  EXPECT_TRUE(project_.Run().failed_files.empty());
  project_.Check();
}

TEST_F(TaskedJob, ALostStagedFileIsFoundAndItsJobRepeated) {
  TaskRunnerHere runner(project_);
  runner.run = [&](const JobTask& task) {
    const std::vector<TaskAnswer> said = runner.Attempt(task);
    if (task.merge.empty()) {
      std::filesystem::remove(project_.options.lake + "/" + said.back().result->outputs.front().staged_path);
    } else {
      EXPECT_TRUE(said.back().failed) << "a merge cannot read it either";
    }
    runner.SayAll(said);
  };
  EXPECT_THROW(project_.Run(), StagedFileGone);
  project_.options.tasks = nullptr;
  project_.Run();
  project_.Check();
}

TEST_F(TaskedJob, WrongAnswersAreRefused) {
  const std::vector<std::function<void(TaskAnswer&)>> wrongs = {
      [](TaskAnswer& answer) { answer.task = 99; },
      [](TaskAnswer& answer) { answer.attempt = "0000000000"; },
      [](TaskAnswer& answer) { ++answer.result->counters.rows_written[0]; },
      [](TaskAnswer& answer) { answer.result->contents.push_back({.file = 7, .content = "x"}); },
      [](TaskAnswer& answer) { answer.result->outputs.front().final_path = "../raw/a.log"; },
  };
  for (const auto& wrong : wrongs) {
    TaskRunnerHere runner(project_);
    runner.run = [&](const JobTask& task) {
      TaskAnswer last = runner.Attempt(task).back();
      wrong(last);
      runner.Say(last);
    };
    EXPECT_THROW(project_.Run(), UserError);
  }
  project_.Run();
  project_.Check();
}

TEST_F(TaskedJob, ATaskOfAnotherLakeIsRefused) {
  PipelineOptions other = project_.options;
  other.lake += "2";
  const JobTask task{.job = {.job_id = "j", .project_id = other.project}, .lake = project_.options.lake};
  EXPECT_THROW(DoTask(project_.files(), other, task, [](const TaskAnswer&) {}), UserError);
}

}  // namespace
}  // namespace millrace
