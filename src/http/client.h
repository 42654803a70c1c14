#pragma once

// A small HTTP client for talking to a Sluice that is running already: the command line uses it when another process
// has the data folder. Blocks; not for the loop thread.

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace sluice::http {

class Client {
 public:
  // `url`: "http://127.0.0.1:7862/". `token`: sent as a bearer token unless empty.
  static Result<Client> to(std::string_view url, std::string token);

  struct Answer {
    unsigned status = 0;
    std::string body;
  };
  // One request on a connection of its own. `json`: the body, or empty for none. unavailable: nobody answers.
  [[nodiscard]] Result<Answer> send(Method method, const std::string& target, const std::string& json) const;

  // Follows an event stream until it ends or `on_data` answers false. Answers the status of the response.
  [[nodiscard]] Result<unsigned> follow(const std::string& target,
                                        const std::function<bool(std::string_view data)>& on_data) const;

 private:
  std::string host_;
  std::string port_;
  std::string token_;
};

}  // namespace sluice::http
