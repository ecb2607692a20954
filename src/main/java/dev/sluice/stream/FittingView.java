package dev.sluice.stream;

import dev.sluice.event.IdentityAccess;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The published view of an identity, cut until its topic takes it. The view only tells what is held: it must never stand in
 * the way of a command or a finding, so what is too much of it is left out, and said to be.
 */
final class FittingView {
    private FittingView() {}

    /**
     * Encodes a head or a page. One that is too large loses the second half of its longest list, again and again; the
     * attributes go where they alone are too large. The same record is always cut in the same way.
     *
     * @param record the record; not changed
     * @param limit the most bytes of its value
     * @param encode encodes a record
     * @return the bytes, at most as many as the limit
     */
    static byte[] encode(IdentityAccess record, int limit, Function<IdentityAccess, byte[]> encode) {
        byte[] whole = encode.apply(record);
        if (whole.length <= limit) {
            return whole;
        }
        IdentityAccess cut = IdentityAccess.newBuilder(record)
                .setAccounts(List.of())
                .setEntitlements(List.of())
                .setOpenFindings(List.of())
                .setTruncated(true)
                .build();
        if (encode.apply(cut).length > limit) {
            cut.setAttributes(Map.of());
        }
        cut.setAccounts(record.getAccounts());
        cut.setEntitlements(record.getEntitlements());
        cut.setOpenFindings(record.getOpenFindings());
        byte[] bytes = encode.apply(cut);
        while (bytes.length > limit && halveLongestList(cut)) {
            bytes = encode.apply(cut);
        }
        return bytes;
    }

    private static boolean halveLongestList(IdentityAccess cut) {
        int entitlements = cut.getEntitlements().size();
        int accounts = cut.getAccounts().size();
        int findings = cut.getOpenFindings().size();
        if (entitlements + accounts + findings == 0) {
            return false;
        }
        if (entitlements >= accounts && entitlements >= findings) {
            cut.setEntitlements(half(cut.getEntitlements()));
        } else if (accounts >= findings) {
            cut.setAccounts(half(cut.getAccounts()));
        } else {
            cut.setOpenFindings(half(cut.getOpenFindings()));
        }
        return true;
    }

    private static <T> List<T> half(List<T> list) {
        return list.subList(0, list.size() / 2);
    }
}
