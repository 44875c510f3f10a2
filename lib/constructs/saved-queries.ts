import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { eventNames } from "#core/telemetry.ts";

export interface SavedQueriesProps {
  readonly lambdas: readonly logs.ILogGroup[];
  readonly runners: logs.ILogGroup;
}

/** Queries of Logs Insights, in its console under "Assay". */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { lambdas, runners }: SavedQueriesProps) {
    super(scope, id);
    const groups = [...lambdas, runners];
    this.#add("everything of one correlation id", groups, {
      fields: ["@timestamp", "event", "outcome", "settlement", "message", "msg", "errorCode", "@log"],
      filterStatements: ['correlationId = "PASTE THE ID HERE"'],
      sort: "@timestamp asc",
      limit: 1_000,
    });
    this.#add("jobs that failed or were tried again", groups, {
      fields: [
        "@timestamp",
        "outcome",
        "resultCode",
        "errorCode",
        "blame",
        "course",
        "assignment",
        "correlationId",
      ],
      filterStatements: [
        `event in ["${eventNames.jobClosed}", "${eventNames.jobGivenUp}"]`,
        'ispresent(errorCode) or outcome = "failed" or event = "job.given-up"',
      ],
      sort: "@timestamp desc",
      limit: 200,
    });
    this.#add("what a job of each assignment takes", [runners], {
      filterStatements: [`event = "${eventNames.jobClosed}"`, "ispresent(phases.totalMs)"],
      statsStatements: [
        "count(*) as jobs, pct(queueWaitMs, 95) as waitP95, pct(durationMs, 50) as p50, pct(durationMs, 95) as p95 by course, assignment",
      ],
      sort: "p95 desc",
    });
  }

  #add(name: string, logGroups: readonly logs.ILogGroup[], query: logs.QueryStringProps): void {
    new logs.QueryDefinition(this, name.replaceAll(" ", "-"), {
      queryDefinitionName: `Assay/${name}`,
      queryString: new logs.QueryString(query),
      logGroups: [...logGroups],
    });
  }
}
