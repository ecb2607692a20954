/** What makes personal details of the audit erasable: a key for each subject, and what seals and opens details with it. */
package dev.sluice.audit.privacy;
