/** What is said to people about names and texts, whoever says it. */
package dev.sluice.text;
