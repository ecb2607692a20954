package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.certification.Course;
import dev.sluice.domain.certification.ItemDecision;
import dev.sluice.domain.certification.PageTold;
import dev.sluice.event.CertificationDecision;
import java.util.Map;
import java.util.TreeMap;

/** How the campaigns that an identity has met are written. */
final class CertificationFormat {
    private CertificationFormat() {}

    static void write(PartWriter out, Map<String, Course> courses) {
        out.writeCount(courses.size());
        courses.forEach((id, course) -> {
            out.writeText(id);
            write(out, course);
        });
    }

    private static void write(PartWriter out, Course course) {
        Course.Stored stored = course.stored();
        writeKey(out, stored.toldStart());
        writeKey(out, stored.toldEnd());
        out.writeFixed(stored.startedAt());
        out.writeLimit(stored.endsAt());
        out.writeBoolean(stored.ours());
        out.writeBoolean(stored.closed());
        out.writeLong(stored.summary());
        out.writeFixed(stored.firstStart());
        out.writeFixed(stored.askedFor());
        out.writeCount(course.decisions().size());
        course.decisions().forEach((item, decisions) -> {
            write(out, item);
            out.writeCount(decisions.size());
            for (ItemDecision decision : decisions.values()) {
                out.writeKey(decision.key());
                out.writeText(decision.decision().name());
                out.writeText(decision.reviewerId());
            }
        });
        out.writeCount(course.asked().size());
        course.asked().forEach((item, at) -> {
            write(out, item);
            out.writeFixed(at);
        });
        out.writeCount(course.silent().size());
        course.silent().forEach((item, at) -> {
            write(out, item);
            out.writeFixed(at);
        });
        out.writeCount(course.pages().size());
        course.pages().forEach((page, told) -> {
            out.writeCount(page);
            out.writeCount(told.stage().ordinal());
            out.writeText(told.assignee());
            out.writeFixed(told.items());
        });
    }

    private static void write(PartWriter out, EntitlementKey item) {
        out.writeText(item.system());
        out.writeText(item.name());
    }

    private static void writeKey(PartWriter out, FactKey key) {
        out.writeBoolean(key != null);
        if (key != null) {
            out.writeKey(key);
        }
    }

    static void read(PartReader in, Map<String, Course> into) {
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            into.put(id, readCourse(in));
        }
    }

    private static Course readCourse(PartReader in) {
        FactKey toldStart = in.readBoolean() ? in.readKey() : null;
        FactKey toldEnd = in.readBoolean() ? in.readKey() : null;
        long startedAt = in.readFixed();
        long endsAt = in.readLimit();
        boolean ours = in.readBoolean();
        boolean closed = in.readBoolean();
        Course course = Course.of(new Course.Stored(
                toldStart, toldEnd, startedAt, endsAt, ours, closed, in.readLong(), in.readFixed(), in.readFixed()));
        for (int i = in.readCount(); i > 0; i--) {
            EntitlementKey item = readItem(in);
            TreeMap<FactKey, ItemDecision> decisions = new TreeMap<>();
            for (int j = in.readCount(); j > 0; j--) {
                FactKey key = in.readKey();
                CertificationDecision decision = CertificationDecision.valueOf(in.readText());
                decisions.put(key, new ItemDecision(key, decision, in.readText()));
            }
            course.decisions().put(item, decisions);
        }
        for (int i = in.readCount(); i > 0; i--) {
            EntitlementKey item = readItem(in);
            course.asked().put(item, in.readFixed());
        }
        for (int i = in.readCount(); i > 0; i--) {
            EntitlementKey item = readItem(in);
            course.silent().put(item, in.readFixed());
        }
        for (int i = in.readCount(); i > 0; i--) {
            int page = Math.toIntExact(in.readNumber());
            PageTold.Stage stage = PageTold.Stage.values()[Math.toIntExact(in.readNumber())];
            String assignee = in.readTextOrNull();
            course.pages().put(page, new PageTold(stage, assignee, in.readFixed()));
        }
        return course;
    }

    private static EntitlementKey readItem(PartReader in) {
        return new EntitlementKey(in.readText(), in.readText());
    }
}
