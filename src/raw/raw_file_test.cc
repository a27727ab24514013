#include "raw/raw_file.h"

#include <random>

#include <gtest/gtest.h>

#include "raw/raw_row.h"
#include "raw/testing/gzip_fixture.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

struct Read {
  std::vector<std::pair<uint64_t, std::string>> lines;
  std::vector<std::pair<uint64_t, uint64_t>> too_long;  // number and bytes of such lines
  uint64_t broken_too_long = 0;
  std::string error;
  std::pair<uint64_t, std::string> broken;
  uint64_t compressed_bytes = 0;
  uint64_t raw_bytes = 0;
};

constexpr RawReadLimits kDefault;

Read ReadAll(const std::string& name, const std::string& bytes, const RawReadLimits& limits = kDefault) {
  FakeFileSystem files;
  files.files[name] = bytes;
  RawFileReader reader(files, name, limits);
  Read read;
  RawLine line;
  while (reader.Next(line)) {
    read.lines.emplace_back(line.number, line.text);
    if (line.too_long_bytes > 0) read.too_long.emplace_back(line.number, line.too_long_bytes);
    // The padding is readable (the address sanitizer watches) and may hold anything.
    unsigned sum = 0;
    for (size_t i = 0; i < kJsonPadding; ++i) sum += static_cast<unsigned char>(line.text.data()[line.text.size() + i]);
    EXPECT_LE(sum, kJsonPadding * 255);
  }
  EXPECT_FALSE(reader.Next(line)) << "the end stays the end";
  read.error = reader.error();
  read.broken = {reader.broken_line().number, std::string(reader.broken_line().text)};
  read.broken_too_long = reader.broken_line().too_long_bytes;
  read.compressed_bytes = reader.compressed_bytes();
  read.raw_bytes = reader.raw_bytes();
  return read;
}

using Lines = std::vector<std::pair<uint64_t, std::string>>;

// Lines the simple way.
Lines Split(std::string_view text) {
  Lines lines;
  std::string line;
  uint64_t number = 1;
  const auto flush = [&] {
    if (!line.empty()) lines.emplace_back(number, line);
    line.clear();
    ++number;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || text[i] == '\r') {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      flush();
    } else {
      line.push_back(text[i]);
    }
  }
  flush();
  return lines;
}

TEST(RawFile, ReadsPlainLines) {
  const Read read = ReadAll("a.log", "one\ntwo\n");
  EXPECT_EQ(read.lines, (Lines{{1, "one"}, {2, "two"}}));
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.compressed_bytes, 8u);
  EXPECT_EQ(read.raw_bytes, 8u);
}

TEST(RawFile, TheLastLineNeedsNoEnd) {
  EXPECT_EQ(ReadAll("a", "one\ntwo").lines, (Lines{{1, "one"}, {2, "two"}}));
}

TEST(RawFile, GzipGoesByTheName) {
  const std::string gzip = GzipOf("one\ntwo");
  EXPECT_EQ(ReadAll("a.log.gz", gzip).lines, (Lines{{1, "one"}, {2, "two"}}));
  EXPECT_EQ(ReadAll("a.log.gz", gzip).raw_bytes, 7u);
  EXPECT_EQ(ReadAll("a.log.gz", gzip).compressed_bytes, gzip.size());
  EXPECT_EQ(ReadAll("a.log", gzip).error, "");
  EXPECT_EQ(ReadAll("a.json.gz", "{\"plain\":1}\n").error, "not a gzip header at byte 0");
}

TEST(RawFile, OfAFileThatIsNoGzipTheFirstBytesAreShown) {
  const auto no_gzip = [](const std::string& name, const std::string& bytes) {
    FakeFileSystem files;
    files.files[name] = bytes;
    RawFileReader reader(files, name);
    RawLine line;
    while (reader.Next(line)) continue;
    return std::string(reader.no_gzip());
  };
  EXPECT_EQ(no_gzip("a.gz", "{\"plain\":1}\n"), "{\"plain\":1}\n");
  EXPECT_EQ(no_gzip("a.gz", "\x1Fnothing else"), "\x1Fnothing else");
  EXPECT_EQ(no_gzip("a.log", "{\"plain\":1}\n"), "");
  EXPECT_EQ(no_gzip("a.gz", GzipOf("one\n") + "garbage"), "") << "it begins as gzip";
  EXPECT_EQ(no_gzip("a.gz", GzipOf("one\n").substr(0, 9)), "");
}

TEST(RawFile, EveryLineEndCountsAndBlankLinesAreSkipped) {
  EXPECT_EQ(ReadAll("a", "1\n2\r\n3\r4\r\r\n\n \t\n8\r\n").lines,
            (Lines{{1, "1"}, {2, "2"}, {3, "3"}, {4, "4"}, {8, "8"}}));
  EXPECT_EQ(ReadAll("a", "\n\n\r").lines, Lines{});
}

TEST(RawFile, MarkerFilesOfNoBytesHaveNoLines) {
  for (const char* name : {"year=2026/_.json", "_.gz"}) {
    EXPECT_EQ(ReadAll(name, "").lines, Lines{});
    EXPECT_EQ(ReadAll(name, "").error, "");
  }
}

TEST(RawFile, ByteOrderMarkIsSkippedAtTheStartOnly) {
  EXPECT_EQ(ReadAll("a", "\xEF\xBB\xBFone\n\xEF\xBB\xBFtwo").lines, (Lines{{1, "one"}, {2, "\xEF\xBB\xBFtwo"}}));
  EXPECT_EQ(ReadAll("a.gz", GzipOf("\xEF\xBB\xBF\n2")).lines, (Lines{{2, "2"}}));
}

TEST(RawFile, MembersFollowEachOtherInMidLine) {
  const std::string members = GzipOf("one\ntw") + GzipOf("") + GzipOf("o\nthree") + GzipOf("\n");
  const Read read = ReadAll("a.gz", members);
  EXPECT_EQ(read.lines, (Lines{{1, "one"}, {2, "two"}, {3, "three"}}));
  EXPECT_EQ(read.error, "");
}

TEST(RawFile, ZerosBehindTheLastMemberArePadding) {
  for (const size_t zeros : {1u, 7u, 512u, 100'000u}) {
    const Read read = ReadAll("a.gz", GzipOf("one\ntwo") + std::string(zeros, '\0'), {1024, 1024, 1024});
    EXPECT_EQ(read.lines, (Lines{{1, "one"}, {2, "two"}}));
    EXPECT_EQ(read.error, "");
  }
  EXPECT_EQ(ReadAll("a.gz", std::string(10, '\0')).error, "not a gzip header at byte 0");
}

TEST(RawFile, GarbageBehindTheLastMemberIsABreak) {
  const std::string member = GzipOf("one\ntwo");
  const std::string at = " at byte " + std::to_string(member.size());
  const Read read = ReadAll("a.gz", member + "garbage");
  EXPECT_EQ(read.lines, (Lines{{1, "one"}}));
  EXPECT_EQ(read.broken, (std::pair<uint64_t, std::string>{2, "two"}));
  EXPECT_EQ(read.error, "data that is not gzip follows the last member" + at);
  EXPECT_EQ(ReadAll("a.gz", member + "\x1Fgarbage and more").error,
            "data that is not gzip follows the last member" + at);
  EXPECT_EQ(ReadAll("a.gz", member + std::string(3, '\0') + "x").error,
            "data that is not gzip follows the last member at byte " + std::to_string(member.size() + 3));
}

// Every position at which a file can be cut, every size of read.
TEST(RawFile, TruncatedAtEveryByteAllCompleteLinesAreDelivered) {
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "{\"line\":" + std::to_string(i * 7919) + ",\"x\":\"" + std::string(i, 'x') + "\"}\n";
  const size_t middle = text.find('\n', 600) + 1;
  const std::string first_member = GzipOf(text.substr(0, middle));
  const std::string gzip = first_member + GzipOf(text.substr(middle));
  const Lines all = Split(text);
  size_t best = 0;
  for (size_t cut = 1; cut < gzip.size(); ++cut) {
    for (const size_t read_bytes : {size_t{1}, size_t{13}, size_t{4096}}) {
      const Read read = ReadAll("a.gz", gzip.substr(0, cut), {read_bytes, 64, 1 << 20});
      ASSERT_LE(read.lines.size(), all.size());
      ASSERT_TRUE(std::equal(read.lines.begin(), read.lines.end(), all.begin())) << cut;
      ASSERT_EQ(read.raw_bytes, read.lines.empty()
                                    ? read.broken.second.size()
                                    : text.find(read.lines.back().second) + read.lines.back().second.size() + 1 +
                                          read.broken.second.size())
          << "every inflated byte is in a line or in the broken one";
      if (cut == first_member.size()) {
        // Between two members nothing is missing that one could know of.
        ASSERT_EQ(read.error, "");
      } else {
        ASSERT_EQ(read.error, "the gzip stream ends early at byte " + std::to_string(cut)) << cut;
        ASSERT_EQ(read.broken.first, read.lines.size() + 1);
        ASSERT_TRUE(text.substr(read.raw_bytes - read.broken.second.size()).starts_with(read.broken.second));
      }
      best = std::max(best, read.lines.size());
    }
  }
  EXPECT_EQ(best, all.size()) << "only the checksum is missing";
}

TEST(RawFile, ADamagedByteIsReported) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "line " + std::to_string(i * i) + "\n";
  const std::string gzip = GzipOf(text);
  for (size_t at = 0; at < gzip.size(); ++at) {
    std::string damaged = gzip;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
    const Read read = ReadAll("a.gz", damaged, {64, 256, 1 << 20});
    // Bytes 3 to 9 of the header are «this is text», a time, hints and the system: no matter what they say.
    if (at >= 3 && at <= 9) {
      EXPECT_EQ(read.error, "") << at;
      EXPECT_EQ(read.lines, Split(text));
    } else {
      EXPECT_NE(read.error, "") << at;
    }
  }
}

TEST(RawFile, AWrongChecksumIsReportedBehindTheLines) {
  std::string gzip = GzipOf("one\ntwo\n");
  gzip[gzip.size() - 8] ^= 1;
  const Read read = ReadAll("a.gz", gzip);
  EXPECT_EQ(read.lines, (Lines{{1, "one"}, {2, "two"}}));
  EXPECT_TRUE(read.error.starts_with("the gzip member's checksum is wrong at byte ")) << read.error;
  EXPECT_EQ(read.broken, (std::pair<uint64_t, std::string>{3, ""}));
}

TEST(RawFile, LinesMayLieAcrossEveryBorderOfEveryBuffer) {
  const std::string text = "a\r\nbcd\n\r\re" + std::string(30, 'f') + "\r\n\n" + std::string(9, 'g') + "\rh\n";
  const Lines expected = Split(text);
  for (size_t buffer = 1; buffer < 40; ++buffer) {
    for (const size_t read_bytes : {1, 2, 3, 5, 8, 40}) {
      const RawReadLimits limits{static_cast<size_t>(read_bytes), buffer, 1 << 20};
      EXPECT_EQ(ReadAll("a", text, limits).lines, expected) << buffer << " " << read_bytes;
      EXPECT_EQ(ReadAll("a.gz", GzipOf(text), limits).lines, expected) << buffer << " " << read_bytes;
    }
  }
}

TEST(RawFile, AgreesWithTheSimpleSplitterOnRandomText) {
  std::mt19937 random(17);
  for (int round = 0; round < 3'000; ++round) {
    std::string text;
    const size_t size = random() % 200;
    for (size_t i = 0; i < size; ++i) text.push_back("ab\n\rc"[random() % 5]);
    const RawReadLimits limits{1 + random() % 50, 1 + random() % 50, 1 << 20};
    std::string gzip;
    for (size_t at = 0; at < size;) {
      const size_t part = 1 + random() % 60;
      gzip += GzipOf(std::string_view(text).substr(at, part));
      at += part;
    }
    EXPECT_EQ(ReadAll("a", text, limits).lines, Split(text));
    EXPECT_EQ(ReadAll("a.gz", gzip, limits).lines, Split(text));
  }
}

using TooLong = std::vector<std::pair<uint64_t, uint64_t>>;

TEST(RawFile, OfALineBeyondTheLimitTheBeginningIsKeptAndTheNextLineIsRead) {
  const std::string text = "one\n" + std::string(5'000, 'x') + "\r\n\nfour\n";
  for (const size_t read_bytes : {1, 7, 64, 10'000}) {
    for (const size_t buffer : {1, 64, 999, 20'000}) {
      for (const std::string name : {"a", "a.gz"}) {
        const RawReadLimits limits{
            .read_bytes = read_bytes, .buffer_bytes = buffer, .max_line_bytes = 1'000, .kept_bytes = 100};
        const Read read = ReadAll(name, name == "a" ? text : GzipOf(text), limits);
        EXPECT_EQ(read.lines, (Lines{{1, "one"}, {2, std::string(100, 'x')}, {4, "four"}}));
        EXPECT_EQ(read.too_long, (TooLong{{2, 5'000}}));
        EXPECT_EQ(read.error, "");
        EXPECT_EQ(read.raw_bytes, text.size());
      }
    }
  }
}

TEST(RawFile, TheLimitIsOnTheLinesBytesWhateverTheMembersAndReads) {
  for (const size_t size : {998, 999, 1'000, 1'001, 1'002, 1'999, 2'000, 2'001}) {
    for (const std::string line_end : {"\n", "\r\n", "\r", ""}) {
      const std::string text = std::string(size, 'x') + line_end;
      for (const size_t part : {1, 333, 1'000, 5'000}) {
        std::string gzip;
        for (size_t at = 0; at < text.size(); at += part) gzip += GzipOf(std::string_view(text).substr(at, part));
        const RawReadLimits limits{.read_bytes = 50, .buffer_bytes = 64, .max_line_bytes = 1'000, .kept_bytes = 64};
        const Read read = ReadAll("a.gz", gzip, limits);
        const bool too_long = size > 1'000;
        EXPECT_EQ(read.lines, (Lines{{1, std::string(too_long ? 64 : size, 'x')}})) << size;
        EXPECT_EQ(read.too_long, (too_long ? TooLong{{1, size}} : TooLong{})) << size;
      }
    }
  }
}

TEST(RawFile, TooLongLinesOfBlanksAndOfOtherAlphabetsAreKeptToo) {
  const RawReadLimits limits{.read_bytes = 50, .buffer_bytes = 64, .max_line_bytes = 100, .kept_bytes = 10};
  EXPECT_EQ(ReadAll("a", std::string(101, ' ') + "\n", limits).lines, (Lines{{1, std::string(10, ' ')}}));
  std::string text;
  for (int i = 0; i < 60; ++i) text += "é";
  EXPECT_EQ(ReadAll("a", "x" + text, limits).lines, (Lines{{1, "xéééé"}})) << "no half of a character";
}

TEST(RawFile, AFileThatBreaksOffInALineBeyondTheLimitTellsSo) {
  const RawReadLimits limits{.read_bytes = 50, .buffer_bytes = 64, .max_line_bytes = 1'000, .kept_bytes = 100};
  const Read read = ReadAll("a.gz", GzipOf("one\n" + std::string(5'000, 'x')) + "garbage", limits);
  EXPECT_EQ(read.lines, (Lines{{1, "one"}}));
  EXPECT_EQ(read.broken, (std::pair<uint64_t, std::string>{2, std::string(100, 'x')}));
  EXPECT_EQ(read.broken_too_long, 5'000u);
  EXPECT_TRUE(read.error.starts_with("data that is not gzip follows")) << read.error;
}

TEST(RawFile, AMissingFileIsTheFileSystemsError) {
  FakeFileSystem files;
  EXPECT_THROW(RawFileReader(files, "nowhere.gz"), SystemError);
}

TEST(RawFile, TheReaderStopsWhereItIsTold) {
  const std::string text = "one\ntwo\nthree\n";
  for (const uint64_t most : {5U, 8U, 10U}) {
    const RawReadLimits limits{.read_bytes = 50, .buffer_bytes = 4, .most_raw_bytes = most};
    const Read read = ReadAll("a.gz", GzipOf(text), limits);
    EXPECT_EQ(read.raw_bytes, most);
    EXPECT_EQ(read.lines.size(), most < 8 ? 1U : 2U);
    EXPECT_EQ(read.broken.second, text.substr(most < 8 ? 4 : 8, most < 8 ? most - 4 : most - 8));
    EXPECT_EQ(read.error, "stopped after " + std::to_string(most) + " bytes");
  }
}

}  // namespace
}  // namespace millrace
