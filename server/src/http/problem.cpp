#include "http/problem.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace palette::http {

Response problem_response(const Problem& problem) {
    const boost::json::object content{{"type", "about:blank"},
                                      {"title", reason_phrase(problem.status)},
                                      {"status", problem.status},
                                      {"code", problem.code},
                                      {"detail", problem.detail}};
    Response response =
        make_response(problem.status, "application/problem+json", boost::json::serialize(content));
    response.headers.add("Cache-Control", "no-store");
    if (problem.retry_after) {
        response.headers.add("Retry-After", std::to_string(problem.retry_after->count()));
    }
    return response;
}

}  // namespace palette::http
