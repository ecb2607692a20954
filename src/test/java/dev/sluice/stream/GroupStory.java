package dev.sluice.stream;

import dev.sluice.domain.Events;
import dev.sluice.domain.Glob;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.policy.Absence;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.GroupPolicy;
import dev.sluice.domain.policy.GroupRule;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.Retry;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.GroupRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tests of groups have in common: a system that is to have one for each department, and what is told of it. */
final class GroupStory {
    static final Retry TWICE = new Retry(Duration.ofMinutes(5), 2, Duration.ofHours(6), 2);

    static final GroupRule BY_DEPARTMENT = new GroupRule("department", "dept-{value}", "Dept {name}");

    private static final Settings BRAKED = new Settings(
            Settings.DEFAULTS.lateness(),
            Settings.DEFAULTS.skew(),
            Settings.DEFAULTS.timeZone(),
            Settings.DEFAULTS.dedupe(),
            Settings.DEFAULTS.maxEventBytes(),
            new Brake(Duration.ofDays(1), 1),
            Approvals.DEFAULTS,
            Absence.DEFAULTS,
            Precedence.NONE,
            Detection.DEFAULTS,
            Remediation.NONE,
            SessionRules.DEFAULTS);

    private GroupStory() {}

    static SystemPolicy okta(Mode mode, GroupPolicy groups) {
        return Story.quiet(SystemPolicy.defaults("okta"))
                .withMode(mode)
                .withRetry(TWICE)
                .withGroups(groups);
    }

    static GroupPolicy byDepartment(int limit) {
        return new GroupPolicy(limit, List.of(BY_DEPARTMENT), List.of());
    }

    static SystemPolicy okta() {
        return okta(Mode.ENFORCE, byDepartment(1000));
    }

    /** Documents are {@code okta MODE}, with ROLES where groups are those that a role gives, CLASH where departments lead to them too, BRAKED where one person may change a day, or a limit. */
    static Policies read(long version, List<String> documents) {
        String[] words = documents.get(0).split(" ");
        Mode mode = Mode.valueOf(words[1]);
        String what = words.length > 2 ? words[2] : "";
        if (what.equals("NONE")) {
            return Policies.of(version, okta(mode, GroupPolicy.NONE));
        }
        if (what.equals("ROLES") || what.equals("CLASH")) {
            List<GroupRule> rules = what.equals("ROLES")
                    ? List.of()
                    : List.of(new GroupRule("department", "APP_{value}", "Dept {name}"));
            GroupPolicy groups = new GroupPolicy(1000, rules, List.of(Glob.parse("APP_*")));
            Role role = new Role(
                    "payments",
                    new Condition.OneOf("department", Set.of("Treasury")),
                    List.of(EntitlementKey.parse("okta:APP_Payments"), EntitlementKey.parse("okta:other")),
                    List.of(),
                    Duration.ZERO);
            return Policies.of(version, okta(mode, groups)).withRoles(Roles.of(List.of(role)));
        }
        if (what.equals("BRAKED")) {
            return new Policies(version, BRAKED, Map.of("okta", okta(mode, byDepartment(1000))));
        }
        return Policies.of(version, okta(mode, byDepartment(what.isEmpty() ? 1000 : Integer.parseInt(what))));
    }

    /** What the target tells of a group. */
    static IdentityEvent ofTarget(Header header, IdentityAction action, String name, String displayName) {
        return told(header, action, new GroupRef(name, displayName, null, null, "okta"));
    }

    /** What HR tells of a department. */
    static IdentityEvent ofHr(Header header, IdentityAction action, String name, String displayName) {
        return told(header, action, new GroupRef(name, displayName, "department", null, null));
    }

    private static IdentityEvent told(Header header, IdentityAction action, GroupRef group) {
        return IdentityEvent.newBuilder()
                .setHeader(header)
                .setSubject(Subject.newBuilder().build())
                .setAction(action)
                .setGroup(group)
                .build();
    }

    static AccessEvent failed(Header header, String name) {
        return AccessEvent.newBuilder()
                .setHeader(header)
                .setSubject(Subject.newBuilder().build())
                .setAction(AccessAction.PROVISIONING_FAILED)
                .setEntitlement(Events.entitlement("okta:" + name))
                .build();
    }

    static String text(ProvisioningCommand command) {
        return command.getAction() + " " + command.getGroup().getName() + " " + command.getStatus();
    }
}
