package dev.sluice.generate;

import java.util.List;
import java.util.Map;

/**
 * A department: what its people are called and where they work in the systems.
 *
 * @param name its name
 * @param businessUnit the unit it belongs to
 * @param costCentre its cost centre
 * @param titles its job titles
 * @param access the entitlements its people get, by system beyond what everyone has
 */
public record Department(
        String name, String businessUnit, String costCentre, List<String> titles, Map<String, List<String>> access) {
    /** The departments, largest first. */
    static final List<Department> ALL = List.of(
            new Department(
                    "Engineering",
                    "Technology",
                    "CC4100",
                    List.of("Software Engineer", "Senior Software Engineer", "Site Reliability Engineer"),
                    Map.of(
                            "github", List.of("team-payments-write", "team-platform-write", "team-web-write"),
                            "vault", List.of("kv-payments-read", "db-staging-creds"),
                            "aws-prod", List.of("ReadOnlyAccess", "PowerUserAccess"),
                            "jira", List.of("jira-software-users", "project-PAY-developers"))),
            new Department(
                    "Sales",
                    "Commercial",
                    "CC2100",
                    List.of("Account Executive", "Sales Engineer", "Account Manager"),
                    Map.of(
                            "salesforce", List.of("Sales Cloud User", "PS_Export_Reports", "PS_Forecast_Manager"),
                            "sap", List.of("SD_ORDER_ENTRY", "SD_ORDER_DISPLAY"))),
            new Department(
                    "Customer Support",
                    "Commercial",
                    "CC2300",
                    List.of("Support Specialist", "Support Team Lead"),
                    Map.of(
                            "salesforce", List.of("Service Cloud User", "PS_Case_Escalation"),
                            "servicenow", List.of("itil"),
                            "jira", List.of("jira-software-users"))),
            new Department(
                    "Finance",
                    "Corporate",
                    "CC1100",
                    List.of("Accounts Payable Clerk", "Accountant", "Controller"),
                    Map.of(
                            "sap", List.of("ROLE_AP_CLERK", "VENDOR_DISPLAY", "GL_POST", "GL_DISPLAY", "CO_REPORTING"),
                            "ad", List.of("GG-Finance-Share-RW"))),
            new Department(
                    "IT Operations",
                    "Technology",
                    "CC4300",
                    List.of("Systems Administrator", "Identity Engineer", "Service Desk Analyst"),
                    Map.of(
                            "ad", List.of("GG-Server-Operators", "GG-Workstation-Admins"),
                            "vault", List.of("ssh-sign-linux", "db-prod-creds"),
                            "aws-prod", List.of("ReadOnlyAccess", "SystemAdministrator"),
                            "servicenow", List.of("itil", "itil_admin", "change_manager"))),
            new Department(
                    "Procurement",
                    "Corporate",
                    "CC1300",
                    List.of("Buyer", "Category Manager"),
                    Map.of("sap", List.of("PO_CREATE", "VENDOR_MAINTAIN", "MM_GOODS_RECEIPT"))),
            new Department(
                    "Human Resources",
                    "Corporate",
                    "CC1500",
                    List.of("HR Business Partner", "Payroll Specialist"),
                    Map.of("sap", List.of("HR_PA_DISPLAY", "HR_PA_MAINTAIN"), "ad", List.of("GG-HR-Confidential"))),
            new Department(
                    "Data and Analytics",
                    "Technology",
                    "CC4500",
                    List.of("Data Analyst", "Data Engineer"),
                    Map.of(
                            "aws-prod", List.of("ReadOnlyAccess", "DataScientist"),
                            "github", List.of("team-data-write"),
                            "vault", List.of("db-warehouse-creds"))),
            new Department(
                    "Treasury",
                    "Corporate",
                    "CC1200",
                    List.of("Treasury Analyst", "Cash Manager"),
                    Map.of("sap", List.of("PAY_RUN", "BANK_STATEMENT_POST", "GL_DISPLAY"))),
            new Department(
                    "Legal and Compliance",
                    "Corporate",
                    "CC1700",
                    List.of("Counsel", "Compliance Officer"),
                    Map.of("sap", List.of("GRC_AUDIT_DISPLAY"), "servicenow", List.of("approver_user"))));
}
