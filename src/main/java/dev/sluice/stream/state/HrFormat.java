package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.Employment;
import dev.sluice.domain.identity.EmploymentFact;
import dev.sluice.domain.identity.FeedRun;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.Moment;
import dev.sluice.domain.identity.Presence;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** How status and attributes are written. */
final class HrFormat {
    private HrFormat() {}

    static void write(PartWriter out, HrTimeline hr) {
        out.writeBoolean(hr.known());
        writeFact(out, hr.deleted());
        out.writeCount(hr.employments().size());
        for (Map.Entry<String, Employment> entry : hr.employments().entrySet()) {
            out.writeText(entry.getKey());
            Employment employment = entry.getValue();
            writeFact(out, employment.start());
            writeFact(out, employment.end());
            out.writeCount(employment.hires().size());
            for (Employment.Hire hire : employment.hires()) {
                writeFact(out, hire.fact());
                out.writeBoolean(hire.rehire());
            }
        }
        Map<String, List<AttributeEntry>> attributes = hr.attributes().entries();
        out.writeCount(attributes.size());
        for (Map.Entry<String, List<AttributeEntry>> entry : attributes.entrySet()) {
            out.writeText(entry.getKey());
            out.writeCount(entry.getValue().size());
            for (AttributeEntry value : entry.getValue()) {
                out.writeKey(value.key());
                out.writeLong(value.effectiveAt() - value.key().at());
                out.writeText(value.value());
            }
        }
        writePresence(out, hr.presence());
    }

    /** Left out where no feed lists anybody, as in earlier values of this format. */
    private static void writePresence(PartWriter out, Map<String, Presence> presence) {
        if (presence.isEmpty()) {
            return;
        }
        out.writeCount(presence.size());
        presence.forEach((source, of) -> {
            out.writeText(source);
            out.writeCount(of.listed().size());
            of.listed().forEach((feedId, at) -> {
                out.writeText(feedId);
                out.writeLong(at);
            });
            out.writeCount(of.missed().size());
            for (FeedRun run : of.missed()) {
                out.writeText(run.feedId());
                out.writeLong(run.startedAt());
            }
        });
    }

    private static void readPresence(PartReader in, HrTimeline hr) {
        if (in.isAtEnd()) {
            return;
        }
        for (int i = in.readCount(); i > 0; i--) {
            String source = in.readText();
            Map<String, Long> listed = new LinkedHashMap<>();
            for (int j = in.readCount(); j > 0; j--) {
                String feedId = in.readText();
                listed.put(feedId, in.readLong());
            }
            SortedSet<FeedRun> missed = new TreeSet<>();
            for (int j = in.readCount(); j > 0; j--) {
                String feedId = in.readText();
                missed.add(new FeedRun(in.readLong(), feedId));
            }
            hr.restorePresence(source, new Presence(listed, missed));
        }
    }

    static HrTimeline read(PartReader in) {
        HrTimeline hr = new HrTimeline();
        boolean known = in.readBoolean();
        hr.restore(known, readFact(in));
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            EmploymentFact start = readFact(in);
            EmploymentFact end = readFact(in);
            List<Employment.Hire> hires = new ArrayList<>();
            for (int j = in.readCount(); j > 0; j--) {
                EmploymentFact hire = readFact(in);
                hires.add(new Employment.Hire(hire, in.readBoolean()));
            }
            hr.restoreEmployment(id, new Employment(start, end, hires));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String field = in.readText();
            for (int j = in.readCount(); j > 0; j--) {
                FactKey key = in.readKey();
                long effectiveAt = key.at() + in.readLong();
                hr.attributes().restore(field, new AttributeEntry(effectiveAt, key, in.readTextOrNull()));
            }
        }
        readPresence(in, hr);
        in.requireEnd();
        return hr;
    }

    private static void writeFact(PartWriter out, EmploymentFact fact) {
        out.writeBoolean(fact != null);
        if (fact == null) {
            return;
        }
        out.writeKey(fact.key());
        Moment when = fact.when();
        out.writeBoolean(when != null);
        if (when != null) {
            out.writeBoolean(when.date() != null);
            out.writeLong(when.date() != null ? when.date().toEpochDay() : when.exactMs());
            out.writeText(when.zone());
        }
    }

    private static EmploymentFact readFact(PartReader in) {
        if (!in.readBoolean()) {
            return null;
        }
        FactKey key = in.readKey();
        return new EmploymentFact(key, readMoment(in));
    }

    private static Moment readMoment(PartReader in) {
        if (!in.readBoolean()) {
            return null;
        }
        boolean day = in.readBoolean();
        long value = in.readLong();
        String zone = in.readTextOrNull();
        return day ? Moment.startOf(LocalDate.ofEpochDay(value), zone) : Moment.at(value);
    }
}
