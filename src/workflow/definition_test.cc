#include "workflow/definition.h"

#include <gtest/gtest.h>

#include "workflow/workflow.h"

#include "core/error.h"

namespace millrace {
namespace {

std::string Complaint(const WorkflowDefinition& definition) {
  try {
    CheckDefinition(definition);
  } catch (const InternalError& error) {
    return error.what();
  }
  return "";
}

Step Call(const std::string& name, const std::string& next = "") {
  return {.name = name, .action = Task{.function = name}, .next = next};
}

// Every kind of step, with the two patterns of the header.
WorkflowDefinition Load() {
  const Sequence table = {
      .name = "",
      .steps = {
          Call("batch"),
          {.name = "is_batch",
           .action = Choice{{{.path = "batch", .comparison = ChoiceComparison::kIs, .value = false, .next = "end"}}}},
          {.name = "merge",
           .action = Task{.function = "merge",
                          .time_limit_s = 60,
                          .retry = RetryOfSystemErrors(),
                          .catches = {{.next = "split", .result = "error"}}}},
          Call("ask"),
          {.name = "is_merged",
           .action =
               Choice{{{.path = "ask.done", .comparison = ChoiceComparison::kIs, .value = true, .next = "batch"}}}},
          {.name = "poll", .action = Wait{.seconds_path = "ask.wait_s"}, .next = "ask"},
          Call("split", "batch")}};
  Sequence events = table;
  events.name = "events";
  return {.name = "load",
          .steps = {{.name = "tables", .action = Parallel{.branches = {events}}},
                    Call("apps"),
                    {.name = "each_app",
                     .action = Map{.items = "apps",
                                   .item = "app",
                                   .concurrency = 2,
                                   .body = {.name = "app", .steps = {Call("check")}}}},
                    {.name = "models", .action = Task{.workflow = "model", .awaited = false}}}};
}

TEST(Definition, OneOfEveryKindIsValid) {
  EXPECT_EQ(Complaint(Load()), "");
  EXPECT_EQ(FunctionsOf(Load()), (std::vector<std::string>{"batch", "merge", "ask", "split", "apps", "check"}));
  EXPECT_EQ(WorkflowsOf(Load()), std::vector<std::string>{"model"});
}

TEST(Definition, NextIsTheFollowingStepUnlessNamed) {
  const std::vector<Step> steps = {Call("a"), Call("b", "a"), Call("c")};
  EXPECT_EQ(NextStep(steps, steps[0], ""), "b");
  EXPECT_EQ(NextStep(steps, steps[1], steps[1].next), "a");
  EXPECT_EQ(NextStep(steps, steps[2], ""), kEnd);
  EXPECT_EQ(FindStep(steps, "d"), nullptr);
}

TEST(Definition, WhatNoRunCouldFollowIsRefused) {
  const auto with = [](std::vector<Step> steps) { return WorkflowDefinition{.name = "w", .steps = std::move(steps)}; };
  const auto action = [&](auto made) { return with({{.name = "a", .action = std::move(made)}}); };
  EXPECT_EQ(Complaint(with({})), "workflow w: a sequence without steps");
  EXPECT_EQ(Complaint({.name = "a b", .steps = {Call("a")}}), "workflow a b: not a name: `a b`");
  EXPECT_EQ(Complaint(with({Call("end")})), "workflow w, step end: not a name: `end`");
  EXPECT_EQ(Complaint(with({Call("a"), Call("a")})), "workflow w, step a: its name occurs twice");
  EXPECT_EQ(Complaint(with({Call("a", "b")})), "workflow w, step a: no step `b` in its sequence");
  EXPECT_EQ(Complaint(with({Call("a", "end"), Call("b")})), "workflow w, step b: no other step leads to it");
  EXPECT_EQ(Complaint(action(Task{})), "workflow w, step a: a task has a function or a workflow");
  EXPECT_EQ(Complaint(action(Task{.workflow = "w"})), "workflow w, step a: a workflow cannot start itself");
  EXPECT_EQ(Complaint(action(Wait{})), "workflow w, step a: a wait has seconds or the path of seconds");
  EXPECT_EQ(Complaint(action(Parallel{})), "workflow w, step a: no branches");
  EXPECT_EQ(Complaint(action(Map{.items = "x", .item = "y", .body = {}})),
            "workflow w, step a: a sequence without steps");
  EXPECT_EQ(Complaint(action(Task{.function = "f", .retry = {{.errors = {}}}})),
            "workflow w, step a: a retry rule with a wrong number, or without errors");
  EXPECT_EQ(
      Complaint(action(Choice{{{.path = "n", .comparison = ChoiceComparison::kLess, .value = true, .next = "end"}}})),
      "workflow w, step a: less or greater than what is no number");
  EXPECT_EQ(Complaint(with({{.name = "a", .action = Choice{}}, {.name = "b", .action = Choice{}, .next = "a"}})),
            "workflow w, step a: choices lead in a circle");
}

TEST(Definition, EveryFunctionExists) {
  Workflow workflow{.definition = {.name = "w", .steps = {Call("a")}}, .functions = {}, .begin = {}};
  EXPECT_THROW(CheckWorkflow(workflow), InternalError);
  workflow.functions["a"] = [](const TaskContext&) { return TaskResult(); };
  CheckWorkflow(workflow);
}

}  // namespace
}  // namespace millrace
