package dev.sluice.generate;

import java.time.LocalDate;
import java.util.List;

/**
 * Someone who works for the organisation at some time of the history.
 *
 * @param number from 0
 * @param identityId the opaque id
 * @param givenName given name
 * @param familyName family name
 * @param userName unique within the organisation
 * @param department where the person works first
 * @param location where
 * @param title the first job title
 * @param jobCode the first job code
 * @param managerId the first manager, null for the head of all
 * @param startDate the first day of work
 * @param contractEnd the last day of a contractor, null for employees
 * @param systems the systems in which the person has an account, in the order of {@link TargetSystem#ALL}
 */
public record Person(
        int number,
        String identityId,
        String givenName,
        String familyName,
        String userName,
        Department department,
        Location location,
        String title,
        String jobCode,
        String managerId,
        LocalDate startDate,
        LocalDate contractEnd,
        List<TargetSystem> systems) {
    /** The mail domain; reserved by RFC 2606, so that no one can own it. */
    static final String DOMAIN = "meridian.example";

    /** Who approves what the person asks for; for the head of all, the board. */
    String approverId() {
        return managerId == null ? "BOARD" : managerId;
    }

    boolean contractor() {
        return contractEnd != null;
    }

    String email() {
        return userName + "@" + DOMAIN;
    }

    String displayName() {
        return givenName + " " + familyName;
    }

    /** The same person as a contractor until that day (null: as an employee), with these systems. */
    Person with(LocalDate lastDay, List<TargetSystem> accounts) {
        return new Person(
                number,
                identityId,
                givenName,
                familyName,
                userName,
                department,
                location,
                title,
                jobCode,
                managerId,
                startDate,
                lastDay,
                accounts);
    }
}
