/** The demo: a generated organisation played through the embedded stack, and what came of it in words. */
package dev.sluice.demo;
