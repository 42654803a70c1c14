// Roots, patterns and the walker, on real folders.

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/discover.h"
#include "ingest/pattern.h"
#include "ingest/roots.h"

namespace sluice::ingest {
namespace {
namespace fs = std::filesystem;

struct Tree : testing::Test {
  Tree() {
    std::string name = (fs::temp_directory_path() / "sluice-tree-XXXXXX").string();
    top = fs::canonical(::mkdtemp(name.data()));
    root = top / "root";
    fs::create_directory(root);
  }
  ~Tree() override { fs::remove_all(top); }
  void file(const std::string& path, const std::string& content = "x") {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << content;
  }
  Roots roots() { return std::move(*Roots::open({root.string()})); }
  std::vector<std::string> walk(const std::string& pattern, bool recursive = true, std::size_t most = 3) {
    const Roots r = roots();
    Walker walker(r, clock, {root.string()}, *Pattern::parse(pattern), recursive);
    std::vector<std::string> names;
    for (;;) {
      Found found = walker.next(most, std::chrono::hours(1));
      EXPECT_LE(found.files.size(), most);
      for (auto& f : found.files) {
        names.push_back(f.path.substr(root.string().size() + 1) +
                        (f.failure ? "!" + std::string(name(f.failure->reason)) : ""));
      }
      if (found.finished) return names;
    }
  }
  fs::path top, root;
  FakeClock clock;
};
using Names = std::vector<std::string>;

TEST(Pattern, TakesAlternativesWithoutRegardToCase) {
  const auto p = Pattern::parse("*.png| *.JPG |a?c.[gm]if");
  ASSERT_TRUE(p);
  for (const char* yes : {"a.png", "A.PNG", "sub/x.jpg", ".png", "abc.gif", "abc.mif", "a b\nc.png", "\xFF.png"})
    EXPECT_TRUE(p->matches(yes)) << yes;
  for (const char* no : {"a.pngx", "png", "abbc.gif", "abc.tif", ""}) EXPECT_FALSE(p->matches(no)) << no;
}

TEST(Pattern, HoldsSlashesAgainstThePathBelowTheFolder) {
  const auto yes = [](const char* pattern, const char* path) { return Pattern::parse(pattern)->matches(path); };
  EXPECT_TRUE(yes("**/*.png", "a.png"));
  EXPECT_TRUE(yes("**/*.png", "x/y/a.png"));
  EXPECT_TRUE(yes("x/**", "x/y/a.png"));
  EXPECT_TRUE(yes("x/**/a.png", "x/a.png"));
  EXPECT_TRUE(yes("x/**/a.png", "x/1/2/a.png"));
  EXPECT_FALSE(yes("x/**/a.png", "x/1/2/ba.png"));
  EXPECT_FALSE(yes("x/*.png", "x/y/a.png"));
  EXPECT_TRUE(yes("[!a]*.png", "b.png"));
  EXPECT_FALSE(yes("[!a]*.png", "a.png"));
  EXPECT_TRUE(yes("**.png", "x/y.png"));
}

TEST(Pattern, RefusesWhatCannotBeMeant) {
  for (const char* bad : {"", "|", "*.png|", "[a", "*.png||*.jpg"}) EXPECT_FALSE(Pattern::parse(bad)) << bad;
}

TEST(Pattern, IsNotSlowOnManyStars) {
  const std::string glob = "*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
  const std::string text(5000, 'a');
  EXPECT_FALSE(Pattern::parse(glob)->matches(text));
  EXPECT_FALSE(Pattern::parse("**/**/**/**/**/x/" + glob)->matches(text));
}

TEST_F(Tree, WalksSortedFilesBeforeFolders) {
  for (const char* f :
       {"b.png", "a.png", "z/1.png", "m/2.PNG", "m/n/3.png", "note.txt", ".hidden/h.png", ".dot.png", "._a.png"})
    file(f);
  EXPECT_EQ(walk("*.png"), (Names{".dot.png", "a.png", "b.png", "m/2.PNG", "m/n/3.png", "z/1.png"}));
  EXPECT_EQ(walk("*.png", false), (Names{".dot.png", "a.png", "b.png"}));
  EXPECT_EQ(walk("m/**"), (Names{"m/2.PNG", "m/n/3.png"}));
  EXPECT_EQ(walk("*.nothing"), Names{});
}

TEST_F(Tree, FollowsLinksInsideAndNamesThoseThatLeave) {
  file("sub/a.png");
  std::ofstream(top / "secret.png") << "x";
  fs::create_directory(top / "outside");
  fs::create_symlink("sub/a.png", root / "inside.png");
  fs::create_symlink((root / "sub/a.png").string(), root / "absolute.png");
  fs::create_symlink("../secret.png", root / "leak.png");
  fs::create_symlink("../outside", root / "door");
  fs::create_symlink("sub", root / "again");
  fs::create_symlink("..", root / "sub/loop");
  fs::create_symlink("gone.png", root / "broken.png");
  EXPECT_EQ(walk("*.png"),
            (Names{"absolute.png", "broken.png!vanished", "inside.png", "leak.png!denied", "again/a.png"}));
}

TEST_F(Tree, KnowsNamesOfEveryKind) {
  const std::string longest(251, 'n');
  for (const std::string& f : {std::string("a b.png"), std::string("new\nline.png"), std::string("\xFF\xFE.png"),
                               longest + ".png", std::string("<b>.png")})
    file(f);
  EXPECT_EQ(walk("*.png").size(), 5u);
}

TEST_F(Tree, OpensOnlyWhatLiesInARoot) {
  file("sub/a.png");
  std::ofstream(top / "secret.png") << "x";
  fs::create_symlink("../secret.png", root / "leak.png");
  ::mkfifo((root / "pipe.png").c_str(), 0600);
  const Roots r = roots();
  EXPECT_TRUE(r.open_file((root / "sub/a.png").string()));
  EXPECT_EQ(r.open_file((root / "leak.png").string()).error().code, Code::denied);
  EXPECT_EQ(r.open_file((root / "../secret.png").string()).error().code, Code::denied);
  EXPECT_EQ(r.open_file((top / "secret.png").string()).error().code, Code::denied);
  EXPECT_EQ(r.open_file((root / "gone.png").string()).error().code, Code::not_found);
  EXPECT_EQ(r.open_file((root / "pipe.png").string()).error().code, Code::denied);
  EXPECT_EQ(r.open_file((root / "sub").string()).error().code, Code::denied);
  EXPECT_TRUE(r.open_directory(root.string()));
}

TEST_F(Tree, NormalisesPathsAndRefusesThoseOutside) {
  file("sub/a.png");
  const Roots r = roots();
  EXPECT_EQ(*r.absolute(root.string() + "//sub/./x/../"), root.string() + "/sub");
  EXPECT_EQ(*r.absolute("sub"), root.string() + "/sub");
  EXPECT_EQ(*r.absolute("."), root.string());
  for (const std::string& bad : {std::string("/etc"), std::string("../x"), root.string() + "/../..",
                                 root.string() + "x", std::string("/"), std::string("sub/../../y")}) {
    const auto result = r.absolute(bad);
    ASSERT_FALSE(result) << bad;
    EXPECT_EQ(result.error().code, Code::denied) << bad;
  }
  EXPECT_EQ(r.absolute(std::string("/a\0b", 4)).error().code, Code::invalid_argument);
}

TEST_F(Tree, RefusesARootThatIsNoFolder) {
  file("a.png");
  EXPECT_FALSE(Roots::open({(root / "a.png").string()}));
  EXPECT_FALSE(Roots::open({(root / "missing").string()}));
}

}  // namespace
}  // namespace sluice::ingest
