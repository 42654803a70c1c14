#include "ingest/twins.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <stdlib.h>

namespace sluice::ingest {
namespace {
namespace fs = std::filesystem;

struct TwinsTest : testing::Test {
  TwinsTest() {
    std::string name = (fs::temp_directory_path() / "sluice-twins-XXXXXX").string();
    folder = fs::canonical(::mkdtemp(name.data()));
    fs::create_directories(folder / "root" / "sub");
    fs::create_directories(folder / "share");
    write(folder / "root" / "sub" / "there.png");
  }
  ~TwinsTest() override { fs::remove_all(folder); }
  static void write(const fs::path& path) { std::ofstream(path) << "x"; }
  [[nodiscard]] bool gone(const fs::path& path) const {
    const auto roots = Roots::open({(folder / "root").string(), (folder / "share").string()});
    return is_gone(*roots, path.string());
  }

  fs::path folder;
};

TEST_F(TwinsTest, AFileIsGoneWhenItsFolderDoesNotHaveIt) {
  EXPECT_FALSE(gone(folder / "root/sub/there.png"));
  EXPECT_TRUE(gone(folder / "root/sub/not.png"));
  EXPECT_TRUE(gone(folder / "root/no/such/folder/not.png"));
}

TEST_F(TwinsTest, AFolderFromWhichTheLastFileWasTakenIsBelieved) {
  fs::remove(folder / "root/sub/there.png");
  write(folder / "root/elsewhere.png");
  EXPECT_TRUE(gone(folder / "root/sub/there.png"));
}

TEST_F(TwinsTest, AnEmptyRootOrATreeMissingBelowAnEmptyFolderLooksUnmounted) {
  EXPECT_FALSE(gone(folder / "share/a.png"));
  EXPECT_FALSE(gone(folder / "share/deep/a.png"));
  fs::create_directories(folder / "root/mount");
  EXPECT_FALSE(gone(folder / "root/mount/deep/a.png"));
  write(folder / "share/other.png");
  EXPECT_TRUE(gone(folder / "share/deep/a.png"));
}

TEST_F(TwinsTest, WhatMayNotBeLookedAtIsNotGone) {
  EXPECT_FALSE(gone(folder / "outside.png"));
  EXPECT_FALSE(gone("/etc/no-such-file"));
  EXPECT_FALSE(gone(folder / "root/sub")) << "a folder of that name is there";
}

}  // namespace
}  // namespace sluice::ingest
