#pragma once

// One function per operation of api/openapi.yaml, named by its operationId, in a file of the same name or of
// what several are about. Each reads the request, calls the domain and writes the response; none touches the
// event loop: routes.cpp runs them on a pool (and answers /healthz by itself).

#include "api/services.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace palette::api {

Result<http::Response> list_images(Services& services, http::Request& request);
Result<http::Response> create_image(Services& services, http::Request& request);
Result<http::Response> create_image_from_url(Services& services, http::Request& request);
Result<http::Response> create_upload(Services& services, http::Request& request);
Result<http::Response> get_upload(Services& services, http::Request& request);
Result<http::Response> append_upload(Services& services, http::Request& request);
Result<http::Response> cancel_upload(Services& services, http::Request& request);
Result<http::Response> list_my_images(Services& services, http::Request& request);
Result<http::Response> list_trash(Services& services, http::Request& request);
Result<http::Response> empty_trash(Services& services, http::Request& request);
Result<http::Response> restore_image(Services& services, http::Request& request);
Result<http::Response> list_searches(Services& services, http::Request& request);
Result<http::Response> save_search(Services& services, http::Request& request);
Result<http::Response> rename_search(Services& services, http::Request& request);
Result<http::Response> delete_search(Services& services, http::Request& request);
Result<http::Response> list_duplicates(Services& services, http::Request& request);
Result<http::Response> merge_duplicates(Services& services, http::Request& request);
Result<http::Response> dismiss_duplicates(Services& services, http::Request& request);
Result<http::Response> get_image(Services& services, http::Request& request);
Result<http::Response> update_image(Services& services, http::Request& request);
Result<http::Response> delete_image(Services& services, http::Request& request);
Result<http::Response> list_similar_images(Services& services, http::Request& request);
Result<http::Response> get_original(Services& services, http::Request& request);
Result<http::Response> get_rendition(Services& services, http::Request& request);
Result<http::Response> search_images(Services& services, http::Request& request);
Result<http::Response> search_by_canvas(Services& services, http::Request& request);
Result<http::Response> explain_match(Services& services, http::Request& request);
Result<http::Response> list_suggestions(Services& services, http::Request& request);
Result<http::Response> create_search_example(Services& services, http::Request& request);
Result<http::Response> list_tags(Services& services, http::Request& request);
Result<http::Response> get_library(Services& services, http::Request& request);
Result<http::Response> list_interests(Services& services, http::Request& request);
Result<http::Response> set_interests(Services& services, http::Request& request);
Result<http::Response> get_taste(Services& services, http::Request& request);
Result<http::Response> update_taste(Services& services, http::Request& request);
Result<http::Response> forget_taste(Services& services, http::Request& request);
Result<http::Response> get_feed(Services& services, http::Request& request);
Result<http::Response> give_feedback(Services& services, http::Request& request);
Result<http::Response> stream_events(Services& services, http::Request& request);
Result<http::Response> register_person(Services& services, http::Request& request);
Result<http::Response> login(Services& services, http::Request& request);
Result<http::Response> logout(Services& services, http::Request& request);
Result<http::Response> start_openid(Services& services, http::Request& request);
Result<http::Response> finish_openid(Services& services, http::Request& request);
Result<http::Response> change_password(Services& services, http::Request& request);
Result<http::Response> update_me(Services& services, http::Request& request);
Result<http::Response> delete_me(Services& services, http::Request& request);
Result<http::Response> list_sessions(Services& services, http::Request& request);
Result<http::Response> end_session(Services& services, http::Request& request);
Result<http::Response> end_other_sessions(Services& services, http::Request& request);
Result<http::Response> list_api_tokens(Services& services, http::Request& request);
Result<http::Response> create_api_token(Services& services, http::Request& request);
Result<http::Response> delete_api_token(Services& services, http::Request& request);
Result<http::Response> list_people(Services& services, http::Request& request);
Result<http::Response> update_person(Services& services, http::Request& request);
Result<http::Response> get_person(Services& services, http::Request& request);
Result<http::Response> list_person_images(Services& services, http::Request& request);
Result<http::Response> update_instance(Services& services, http::Request& request);
Result<http::Response> get_me(Services& services, http::Request& request);
Result<http::Response> get_instance(Services& services, http::Request& request);
Result<http::Response> like_image(Services& services, http::Request& request);
Result<http::Response> unlike_image(Services& services, http::Request& request);
Result<http::Response> list_liked_images(Services& services, http::Request& request);
Result<http::Response> list_palettes(Services& services, http::Request& request);
Result<http::Response> create_palette(Services& services, http::Request& request);
Result<http::Response> import_palette(Services& services, http::Request& request);
Result<http::Response> get_palette(Services& services, http::Request& request);
Result<http::Response> update_palette(Services& services, http::Request& request);
Result<http::Response> delete_palette(Services& services, http::Request& request);
Result<http::Response> restore_palette(Services& services, http::Request& request);
Result<http::Response> freeze_palette(Services& services, http::Request& request);
Result<http::Response> renew_palette_key(Services& services, http::Request& request);
Result<http::Response> list_palette_images(Services& services, http::Request& request);
Result<http::Response> change_palette_images(Services& services, http::Request& request);
Result<http::Response> put_palette_image(Services& services, http::Request& request);
Result<http::Response> remove_palette_image(Services& services, http::Request& request);
Result<http::Response> list_palette_suggestions(Services& services, http::Request& request);
Result<http::Response> list_palette_people(Services& services, http::Request& request);
Result<http::Response> put_palette_person(Services& services, http::Request& request);
Result<http::Response> remove_palette_person(Services& services, http::Request& request);
Result<http::Response> export_palette(Services& services, http::Request& request);
Result<http::Response> export_palette_ase(Services& services, http::Request& request);
Result<http::Response> export_palette_gpl(Services& services, http::Request& request);
Result<http::Response> get_readiness(Services& services, http::Request& request);
Result<http::Response> get_metrics(Services& services, http::Request& request);
Result<http::Response> get_openapi(Services& services, http::Request& request);

// Where the body of append_upload goes, found before it is read.
Result<std::unique_ptr<http::BodySink>> open_upload(Services& services, http::Request& request);

}  // namespace palette::api
