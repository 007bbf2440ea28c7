// Reads the bill of materials of all packages of the pages, as npm sbom writes it, and writes that of the packages in
// them. npm's own --omit=dev would leave out React too: tools that are only built with need it as a peer.
import { readFileSync } from "node:fs";

const bom = JSON.parse(readFileSync(0, "utf8"));

const isTool = (component) =>
  component.properties?.some(
    ({ name, value }) => name === "cdx:npm:package:development" && value === "true",
  );

const tools = new Set(bom.components.filter(isTool).map((component) => component["bom-ref"]));
bom.components = bom.components.filter((component) => !tools.has(component["bom-ref"]));
bom.dependencies = bom.dependencies
  .filter(({ ref }) => !tools.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((on) => !tools.has(on)) }));

// Another build of the same packages writes the same bytes.
delete bom.serialNumber;
delete bom.metadata.timestamp;

process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
