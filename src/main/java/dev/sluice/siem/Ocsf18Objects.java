package dev.sluice.siem;

import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Worker;

/** Objects of OCSF 1.8.0 that several classes have. Each has what its constraints ask for, whatever the record lacks. */
final class Ocsf18Objects {
    /** Stands where an attribute is asked for and nothing is known. */
    static final String UNKNOWN = "unknown";

    /** The longest address of a mailbox (RFC 5321, 4.5.3.1). */
    private static final int MAX_MAIL = 320;

    private Ocsf18Objects() {}

    /** Who acted; Sluice, where it is not known that somebody did. */
    static void actor(Json json, Facts facts) {
        json.begin("actor");
        String actor = facts.audit().getActor();
        if (Json.isThere(actor)) {
            json.begin("user").put("uid", actor).end();
        } else {
            json.put("app_name", RenderOptions.VENDOR);
        }
        json.end();
    }

    static void sourceEndpoint(Json json, Facts facts) {
        String address = facts.detail().getSourceIp();
        json.begin("src_endpoint");
        boolean literal = facts.address() != Addresses.Kind.NONE;
        if (literal) {
            json.put("ip", address);
        } else if (Json.isThere(address)) {
            json.put("name", address);
        }
        json.put("hostname", facts.detail().getDevice());
        if (!literal && !Json.isThere(address) && !Json.isThere(facts.detail().getDevice())) {
            json.put("name", UNKNOWN);
        }
        json.end();
    }

    static void user(Json json, Facts facts) {
        AuditEvent audit = facts.audit();
        AccountRef account = audit.getAccount();
        Worker worker = facts.worker();
        json.begin("user").put("uid", audit.getIdentityId()).put("type_id", userType(facts));
        boolean named = account != null && Json.isThere(account.getName());
        if (named) {
            json.put("name", account.getName()).put("domain", account.getSystem());
        } else if (!Json.isThere(audit.getIdentityId())) {
            json.put("name", UNKNOWN);
        }
        if (worker != null) {
            json.put("full_name", worker.getDisplayName());
            json.put("email_addr", isMail(worker.getEmail()) ? worker.getEmail() : null);
        }
        json.end();
    }

    private static int userType(Facts facts) {
        AccountKind kind = facts.account() == null ? null : facts.account().getKind();
        if (facts.isAdministrator() || kind == AccountKind.PRIVILEGED || kind == AccountKind.BREAK_GLASS) {
            return 2;
        }
        return kind == AccountKind.SERVICE ? 4 : 1;
    }

    static void endpoint(Json json, String name, SessionTarget target) {
        if (target != null && (Json.isThere(target.getSystem()) || Json.isThere(target.getHost()))) {
            json.begin(name)
                    .put("hostname", target.getHost())
                    .put("svc_name", target.getSystem())
                    .end();
        }
    }

    static void groupName(Json json, Facts facts) {
        String name = facts.detail().getGroup() == null
                ? null
                : facts.detail().getGroup().getName();
        json.put("name", Json.isThere(name) ? name : UNKNOWN)
                .put("uid", facts.audit().getIdentityId());
    }

    /** Whether OCSF takes it for an e-mail address ({@code email_t}); what is none is left out rather than refused. */
    static boolean isMail(String text) {
        if (text == null || text.length() > MAX_MAIL) {
            return false;
        }
        int at = text.indexOf('@');
        if (at < 1 || at != text.lastIndexOf('@')) {
            return false;
        }
        int dot = text.indexOf('.', at);
        boolean host = dot > at + 1 && dot < text.length() - 1;
        for (int i = 0; host && i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            host = word || c == '-' || c == '.' || i <= at && (c == '_' || c == '+' || c == '@');
        }
        return host;
    }
}
