#include "core/did_you_mean.h"

#include <algorithm>
#include <vector>

namespace millrace {
namespace {

// Longer words are not typing errors of our names, and the table of distances is quadratic.
constexpr size_t kLongestWord = 100;
constexpr size_t kShortestBeginning = 3;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '_' ? '-' : c;
}

// The optimal string alignment distance: insertions, deletions, substitutions and transpositions.
size_t Distance(std::string_view a, std::string_view b) {
  const size_t width = b.size() + 1;
  std::vector<size_t> table((a.size() + 1) * width);
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      size_t& cell = table[i * width + j];
      if (i == 0 || j == 0) {
        cell = i + j;
        continue;
      }
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      cell = std::min({table[(i - 1) * width + j] + 1, table[i * width + j - 1] + 1,
                       table[(i - 1) * width + j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) && Lower(a[i - 2]) == Lower(b[j - 1]);
      if (swapped) cell = std::min(cell, table[(i - 2) * width + j - 2] + 1);
    }
  }
  return table.back();
}

}  // namespace

std::string_view DidYouMean(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kLongestWord) return {};
  std::string_view best;
  // A third of the word may be wrong, but never all of a short one.
  size_t best_distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    size_t distance = Distance(word, candidate);
    const size_t dot = candidate.rfind('.');
    if (dot != std::string_view::npos && word.find('.') == std::string_view::npos) {
      distance = std::min(distance, Distance(word, candidate.substr(dot + 1)));
    }
    // The beginning of a name is similar to it, however much is missing.
    if (word.size() >= kShortestBeginning && candidate.starts_with(word)) distance = std::min<size_t>(distance, 1);
    if (distance < best_distance && distance < word.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string DidYouMeanHint(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view meant = DidYouMean(word, candidates);
  return meant.empty() ? std::string() : "; did you mean " + std::string(meant) + "?";
}

}  // namespace millrace
