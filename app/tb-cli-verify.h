/* tb-cli-verify: what the files of `trustbed-cli verify` share: the question as it was asked, and how the answer is shown. */
#pragma once

#include "tb-cli.h"
#include "tb-validate.h"

G_BEGIN_DECLS

/**
 * TbVerifyOptions:
 *
 * What the words on the command line say; all owned.
 */
typedef struct
{
  char **trust;
  char **untrusted;
  char **crls;
  char **responses;
  char *at;
  char *purpose;
  char *host;
  char *ip;
  char *email;
  char *require;
  char **policies;
  char **rest;
  int depth;
  gboolean explicit_policy;
  gboolean inhibit_any;
  gboolean inhibit_mapping;
  gboolean explain;
  gboolean json;
} TbVerifyOptions;

gboolean tb_verify_options_parse (TbVerifyOptions *options, int argc, char **argv, GError **error);
gboolean tb_verify_options_apply (const TbVerifyOptions *options, TbValidateTerms *terms, GError **error);
void     tb_verify_options_clear (TbVerifyOptions *options);

void     tb_verify_report_json   (const TbValidation *validation);
void     tb_verify_report_text   (const TbValidation *validation, gboolean with_checks);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbVerifyOptions, tb_verify_options_clear)

G_END_DECLS
