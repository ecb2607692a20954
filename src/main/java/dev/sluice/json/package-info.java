/** The plain JSON form of the contract: what people and files see of a record. */
package dev.sluice.json;
