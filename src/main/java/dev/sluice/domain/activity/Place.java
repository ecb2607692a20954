package dev.sluice.domain.activity;

import dev.sluice.domain.Letters;
import dev.sluice.event.GeoLocation;
import java.util.Comparator;
import java.util.Locale;

/**
 * Where something was done from, as closely as it matters: a hundredth of a degree is a kilometre or less, and what lies closer
 * together is one place.
 *
 * @param country the country as the source gives it, in capitals; empty if it gives none
 * @param latitude hundredths of a degree north, or {@link #NOWHERE}
 * @param longitude hundredths of a degree east, or {@link #NOWHERE}
 */
public record Place(String country, int latitude, int longitude) implements Comparable<Place> {
    /** Stands for coordinates that are not known. */
    public static final int NOWHERE = Integer.MIN_VALUE;

    /** The longest name of a country that is kept, in UTF-16 units. */
    static final int MAX_COUNTRY = 64;

    /** The mean radius of the earth in kilometres (IUGG). */
    private static final double EARTH_KM = 6371.0088;

    private static final double HUNDREDTHS = 100;

    private static final Comparator<Place> ORDER = Comparator.comparing(Place::country)
            .thenComparingInt(Place::latitude)
            .thenComparingInt(Place::longitude);

    /**
     * The place of an event.
     *
     * @param location what the source says, or null
     * @return the place, or null if it says nothing that can be a place
     */
    public static Place of(GeoLocation location) {
        if (location == null) {
            return null;
        }
        String country = nameOf(location.getCountry());
        boolean located = isDegrees(location.getLatitude(), 90) && isDegrees(location.getLongitude(), 180);
        if (located) {
            return new Place(country, hundredths(location.getLatitude()), hundredths(location.getLongitude()));
        }
        return country.isEmpty() ? null : new Place(country, NOWHERE, NOWHERE);
    }

    private static String nameOf(String name) {
        if (name == null) {
            return "";
        }
        String trimmed = name.strip();
        // Two letters are a code, whose case makes no difference.
        String known = trimmed.length() == 2 ? trimmed.toUpperCase(Locale.ROOT) : trimmed;
        return Letters.atMost(known, MAX_COUNTRY);
    }

    private static boolean isDegrees(Double degrees, int most) {
        return degrees != null && Math.abs(degrees) <= most;
    }

    private static int hundredths(double degrees) {
        return (int) Math.round(degrees * HUNDREDTHS);
    }

    /**
     * Whether it is known where on the earth it is.
     *
     * @return false if only the country is known
     */
    public boolean isLocated() {
        return latitude != NOWHERE;
    }

    /**
     * How far it is to another place, over the surface of a sphere (haversine formula).
     *
     * @param other a place that is located, as this one is
     * @return kilometres
     */
    public double kilometresTo(Place other) {
        double fromLatitude = Math.toRadians(latitude / HUNDREDTHS);
        double toLatitude = Math.toRadians(other.latitude / HUNDREDTHS);
        double north = Math.sin((toLatitude - fromLatitude) / 2);
        double east = Math.sin(Math.toRadians((other.longitude - longitude) / HUNDREDTHS) / 2);
        double chord = north * north + Math.cos(fromLatitude) * Math.cos(toLatitude) * east * east;
        return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String at = isLocated() ? latitude / HUNDREDTHS + ", " + longitude / HUNDREDTHS : "";
        return country.isEmpty() ? at : at.isEmpty() ? country : country + " (" + at + ")";
    }
}
