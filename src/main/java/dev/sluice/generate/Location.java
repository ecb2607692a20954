package dev.sluice.generate;

import java.time.ZoneId;
import java.util.List;

/**
 * A place of work.
 *
 * @param name the site's name
 * @param country ISO 3166-1 alpha-2
 * @param city the city
 * @param latitude degrees north
 * @param longitude degrees east
 * @param zone its time zone
 * @param companyCode the legal entity that employs there
 */
public record Location(
        String name, String country, String city, double latitude, double longitude, ZoneId zone, String companyCode) {
    /** The organisation's places, largest first. */
    static final List<Location> ALL = List.of(
            of("Zurich HQ", "CH", "Zurich", 47.37, 8.54, "Europe/Zurich", "CH01"),
            of("New York", "US", "New York", 40.71, -74.01, "America/New_York", "US01"),
            of("London", "GB", "London", 51.51, -0.13, "Europe/London", "GB01"),
            of("Tokyo", "JP", "Tokyo", 35.68, 139.69, "Asia/Tokyo", "JP01"),
            of("Melbourne", "AU", "Melbourne", -37.81, 144.96, "Australia/Melbourne", "AU01"),
            of("Bengaluru", "IN", "Bengaluru", 12.97, 77.59, "Asia/Kolkata", "IN01"),
            of("Sao Paulo", "BR", "Sao Paulo", -23.55, -46.63, "America/Sao_Paulo", "BR01"));

    private static Location of(
            String name, String country, String city, double latitude, double longitude, String zone, String code) {
        return new Location(name, country, city, latitude, longitude, ZoneId.of(zone), code);
    }
}
