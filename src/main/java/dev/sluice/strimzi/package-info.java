/** Topics and users as resources of the Strimzi operator, {@code kafka.strimzi.io/v1}. */
package dev.sluice.strimzi;
