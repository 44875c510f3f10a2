import { aiAlgorithmTest } from "#core/templates/static-analysis/ai/algorithm-test.ts";

export const aiAlgorithmTests = [
  aiAlgorithmTest("ai_sorting_algorithm", "sorting"),
  aiAlgorithmTest("ai_search_algorithm", "search"),
  aiAlgorithmTest("ai_graph_algorithm", "graph"),
];
