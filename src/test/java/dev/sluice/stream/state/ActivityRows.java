package dev.sluice.stream.state;

import dev.sluice.domain.activity.Activity;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * What an identity did, in the rows in which it is stored.
 *
 * @param head what is known for ever
 * @param days the days
 * @param hours the hours by number
 */
public record ActivityRows(byte[] head, byte[] days, TreeMap<Long, byte[]> hours) {
    public static ActivityRows of(ActivityCodec codec, Activity activity) {
        ActivityImage image = codec.image(activity);
        TreeMap<Long, byte[]> hours = new TreeMap<>();
        image.hours().forEach(hour -> hours.put(hour.number(), codec.hour(hour)));
        return new ActivityRows(codec.head(image), codec.days(image), hours);
    }

    public Activity open(ActivityCodec codec) {
        return codec.open(codec.read(head, days, hours));
    }

    public int bytes() {
        return head.length
                + days.length
                + hours.values().stream().mapToInt(hour -> hour.length).sum();
    }

    /** All of them, one after the other. */
    String text() {
        StringBuilder text = new StringBuilder(HexFormat.of().formatHex(head));
        text.append(' ').append(HexFormat.of().formatHex(days));
        hours.forEach((number, hour) -> text.append(' ')
                .append(number)
                .append(':')
                .append(HexFormat.of().formatHex(hour)));
        return text.toString();
    }
}
