/* tb-lint-rules: the one table of rules, read through tb_lint_get_rule (). */
#pragma once

#include "tb-lint.h"
