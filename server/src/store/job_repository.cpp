#include "store/job_repository.hpp"

#include <algorithm>

namespace palette::store {

Result<std::vector<Job>> JobRepository::begin(std::size_t limit, std::span<const ImageId> in_progress) {
    return database_.write([&](Connection& connection) {
        std::vector<Job> jobs;
        auto& select = connection.prepare(
            "SELECT kind, image_id, attempts FROM jobs"
            " ORDER BY background, image_id, kind LIMIT ?");
        // An Image may have two jobs, and only the first of them is taken.
        select.bind(1, static_cast<std::int64_t>(2 * (limit + in_progress.size())));
        while (jobs.size() < limit && select.executeStep()) {
            const ImageId image{select.getColumn(1).getInt64()};
            if (std::ranges::find(in_progress, image) != in_progress.end()) continue;
            // One at a time: derive comes first.
            if (std::ranges::find(jobs, image, &Job::image) != jobs.end()) continue;
            jobs.push_back(
                {select.getColumn(0).getString() == "derive" ? JobKind::derive : JobKind::understand, image,
                 select.getColumn(2).getInt()});
        }
        for (const Job& job : jobs) {
            auto& count =
                connection.prepare("UPDATE jobs SET attempts = attempts + 1 WHERE image_id = ? AND kind = ?");
            count.bind(1, job.image.value);
            count.bind(2, job.kind == JobKind::derive ? "derive" : "understand");
            count.exec();
        }
        return jobs;
    });
}

Result<std::int64_t> JobRepository::count() const {
    return database_.read([](Connection& connection) {
        auto& select = connection.prepare("SELECT count(*) FROM jobs");
        select.executeStep();
        return select.getColumn(0).getInt64();
    });
}

Result<std::int64_t> JobRepository::count_background() const {
    return database_.read([](Connection& connection) {
        auto& select = connection.prepare("SELECT count(*) FROM jobs WHERE background = 1");
        select.executeStep();
        return select.getColumn(0).getInt64();
    });
}

Result<void> JobRepository::excuse(ImageId image) {
    return database_.write([&](Connection& connection) {
        auto& update =
            connection.prepare("UPDATE jobs SET attempts = max(0, attempts - 1) WHERE image_id = ?");
        update.bind(1, image.value);
        update.exec();
    });
}

Result<void> JobRepository::enqueue_derive(ImageId image) {
    return database_.write([&](Connection& connection) {
        auto& insert = connection.prepare(
            "INSERT INTO jobs (kind, image_id) SELECT 'derive', id FROM images WHERE id = ? AND deleted_at "
            "IS NULL"
            " ON CONFLICT DO NOTHING");
        insert.bind(1, image.value);
        insert.exec();
    });
}

}  // namespace palette::store
