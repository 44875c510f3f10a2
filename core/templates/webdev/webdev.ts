import { checkFlexboxUsage } from "#core/templates/webdev/css/check-flexbox-usage.ts";
import { checkIdSelectorOverUsage } from "#core/templates/webdev/css/check-id-selector-over-usage.ts";
import { checkMediaQueries } from "#core/templates/webdev/css/check-media-queries.ts";
import { countOverUsage } from "#core/templates/webdev/css/count-over-usage.ts";
import { countUnusedCssClasses } from "#core/templates/webdev/css/count-unused-css-classes.ts";
import { cssUsesProperty } from "#core/templates/webdev/css/css-uses-property.ts";
import { hasStyle } from "#core/templates/webdev/css/has-style.ts";
import { usesRelativeUnits } from "#core/templates/webdev/css/uses-relative-units.ts";
import { checkAllImagesHaveAlt } from "#core/templates/webdev/html/check-all-images-have-alt.ts";
import { checkAttributeAndValue } from "#core/templates/webdev/html/check-attribute-and-value.ts";
import { checkBootstrapLinked } from "#core/templates/webdev/html/check-bootstrap-linked.ts";
import { checkBootstrapUsage } from "#core/templates/webdev/html/check-bootstrap-usage.ts";
import { checkCssLinked } from "#core/templates/webdev/html/check-css-linked.ts";
import { checkHeadDetails } from "#core/templates/webdev/html/check-head-details.ts";
import { checkHeadingsSequential } from "#core/templates/webdev/html/check-headings-sequential.ts";
import { checkHtmlDirectChildren } from "#core/templates/webdev/html/check-html-direct-children.ts";
import { checkInternalLinksToArticle } from "#core/templates/webdev/html/check-internal-links-to-article.ts";
import { checkInternalLinks } from "#core/templates/webdev/html/check-internal-links.ts";
import { checkNoInlineStyles } from "#core/templates/webdev/html/check-no-inline-styles.ts";
import { checkNoUnclosedTags } from "#core/templates/webdev/html/check-no-unclosed-tags.ts";
import { checkTagNotInside } from "#core/templates/webdev/html/check-tag-not-inside.ts";
import { hasAttribute } from "#core/templates/webdev/html/has-attribute.ts";
import { hasClass } from "#core/templates/webdev/html/has-class.ts";
import { hasForbiddenTag } from "#core/templates/webdev/html/has-forbidden-tag.ts";
import { hasTag } from "#core/templates/webdev/html/has-tag.ts";
import { linkPointsToPageWithQueryParam } from "#core/templates/webdev/html/link-points-to-page-with-query-param.ts";
import { usesSemanticTags } from "#core/templates/webdev/html/uses-semantic-tags.ts";
import { countGlobalVars } from "#core/templates/webdev/js/count-global-vars.ts";
import { hasNoJsFramework } from "#core/templates/webdev/js/has-no-js-framework.ts";
import { jsHasJsonArrayWithId } from "#core/templates/webdev/js/js-has-json-array-with-id.ts";
import { jsUsesDomManipulation } from "#core/templates/webdev/js/js-uses-dom-manipulation.ts";
import { jsUsesFeature } from "#core/templates/webdev/js/js-uses-feature.ts";
import { jsUsesQueryStringParsing } from "#core/templates/webdev/js/js-uses-query-string-parsing.ts";
import { usesForbiddenMethod } from "#core/templates/webdev/js/uses-forbidden-method.ts";
import { checkDirExists } from "#core/templates/webdev/project/check-dir-exists.ts";
import { checkProjectStructure } from "#core/templates/webdev/project/check-project-structure.ts";
import type { TestFunction } from "#core/grading/test-function.ts";

/** Every test function of the template, in the order in which the page on the assignment format tells of them. */
export const webdev: readonly TestFunction[] = [
  checkAllImagesHaveAlt,
  checkAttributeAndValue,
  checkBootstrapLinked,
  checkBootstrapUsage,
  checkCssLinked,
  checkHeadDetails,
  checkHeadingsSequential,
  checkHtmlDirectChildren,
  checkInternalLinksToArticle,
  checkInternalLinks,
  checkNoInlineStyles,
  checkNoUnclosedTags,
  checkTagNotInside,
  hasAttribute,
  hasClass,
  hasForbiddenTag,
  hasTag,
  linkPointsToPageWithQueryParam,
  usesSemanticTags,
  checkFlexboxUsage,
  checkIdSelectorOverUsage,
  checkMediaQueries,
  countOverUsage,
  countUnusedCssClasses,
  cssUsesProperty,
  hasStyle,
  usesRelativeUnits,
  countGlobalVars,
  hasNoJsFramework,
  jsHasJsonArrayWithId,
  jsUsesDomManipulation,
  jsUsesFeature,
  jsUsesQueryStringParsing,
  usesForbiddenMethod,
  checkDirExists,
  checkProjectStructure,
];
