/* tb-cli-sign: `trustbed-cli sign`: one signature from the message to the verdict, with every value in between, and what a repeated nonce gives away. */
#include "tb-cli-keys.h"
#include "tb-cli-message.h"
#include "tb-cli-steps.h"
#include "tb-load.h"
#include "tb-sign-bench.h"
#include "tb-sign-nonce.h"

typedef struct
{
  char *scheme, *message, *in, *key_file, *verify_with, *signature, *out, *out_public;
  char **flips;
  gint64 seed;
  gboolean repeat_nonce, json;
} Options;

static void
options_clear (Options *options)
{
  char *all[] = { options->scheme, options->message, options->in, options->key_file, options->verify_with, options->signature, options->out, options->out_public };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
  g_strfreev (options->flips);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char description[] =
  "What can be touched: message and signature on the way, digest and block (the padded block of RSA) at the sender before it is signed, and key, the\n"
  "public key that the receiver checks with. Bits are counted from the first byte's highest. Several --flip may be given.\n\n"
  "A key from a seed is made again by everybody who knows the seed: good for lessons only. With --signature nothing is signed.\n"
  "Exit status: 0 accepted, 1 refused (with --repeat-nonce: 0 the private key was found), 2 bad usage or input.\n";

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "scheme", 0, 0, G_OPTION_ARG_STRING, &options->scheme, "rsa-pkcs1, rsa-pss, ecdsa or ed25519; what fits the key if left out", "SCHEME" },
    { "message", 0, 0, G_OPTION_ARG_STRING, &options->message, "Sign this text", "TEXT" },
    { "in", 0, 0, G_OPTION_ARG_FILENAME, &options->in, "Sign this file, of at most 64 MiB", "FILE" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->key_file, "Sign with this private key (PEM or DER)", "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "Sign with a key made from this number (1 if left out)", "N" },
    { "verify-with", 0, 0, G_OPTION_ARG_FILENAME, &options->verify_with, "Verify with this public key, certificate or private key; the signer's if left out", "FILE" },
    { "signature", 0, 0, G_OPTION_ARG_FILENAME, &options->signature, "Verify this signature instead of making one", "FILE" },
    { "flip", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->flips, "Turn a bit over, as in message:3", "STEP:BIT" },
    { "repeat-nonce", 0, 0, G_OPTION_ARG_NONE, &options->repeat_nonce, "Sign two messages with one nonce, and compute the private key from that", NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &options->out, "Write the signature as it arrives", "FILE" },
    { "out-public", 0, 0, G_OPTION_ARG_FILENAME, &options->out_public, "Write the signer's public key (PEM)", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("sign", "Options", "Options", options, NULL);

  g_option_context_set_summary (context, "Signs a message, sends it and verifies it, and shows every value in between.");
  g_option_context_set_description (context, description);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  return g_option_context_parse (context, argc, argv, error);
}

static const char *
find_fault (const Options *options)
{
  if ((options->message == NULL) == (options->in == NULL))
    return "what is to be signed? Give either --message or --in";
  if (options->key_file != NULL && options->seed >= 0)
    return "--key-file and --seed do not go together: one key signs";
  if (options->signature != NULL && options->key_file == NULL && options->verify_with == NULL)
    return "whose signature is this? Give --verify-with";
  if (options->repeat_nonce && (options->key_file != NULL || options->signature != NULL || options->flips != NULL || options->verify_with != NULL))
    return "--repeat-nonce gives its private key away, so it takes a key from a seed and nothing else: not --key-file, --signature, --verify-with or --flip";
  return NULL;
}

/* --- what is read --- */

typedef struct
{
  TbCrypto *crypto;
  TbKey *signer, *verifier;
  TbSignScheme scheme;
  GBytes *message, *signature;
  GArray *flips;
  TbStream stream;
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->signer, tb_key_unref);
  g_clear_pointer (&work->verifier, tb_key_unref);
  g_clear_pointer (&work->message, g_bytes_unref);
  g_clear_pointer (&work->signature, g_bytes_unref);
  g_clear_pointer (&work->flips, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
set_fault (GError **error, const char *format, const char *text)
{
  g_autofree char *sentence = g_strdup_printf (format, text);

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
  return FALSE;
}

/* Keys of a scheme, for those that are made from a seed. */
static const TbKeyAlgorithm algorithms[TB_SIGN_N_SCHEMES] = {
  [TB_SIGN_RSA_PKCS1] = TB_KEY_RSA2048,
  [TB_SIGN_RSA_PSS] = TB_KEY_RSA2048,
  [TB_SIGN_ECDSA] = TB_KEY_P256,
  [TB_SIGN_ED25519] = TB_KEY_ED25519,
};

static gboolean
read_scheme (const Options *options, Work *work, GError **error)
{
  TbKey *key = work->signer != NULL ? work->signer : work->verifier;

  if (options->scheme != NULL)
    return tb_sign_scheme_from_code (options->scheme, &work->scheme)
           || set_fault (error, "--scheme must be rsa-pkcs1, rsa-pss, ecdsa or ed25519, got \"%.40s\"", options->scheme);
  work->scheme = TB_SIGN_ECDSA;
  return key == NULL || tb_sign_scheme_for_key (key, &work->scheme)
         || set_fault (error, "no scheme takes a key of kind %s; RSA, P-256 and Ed25519 will do", tb_key_algorithm_to_code (tb_key_get_algorithm (key)));
}

static gboolean
make_signer (const Options *options, Work *work, GError **error)
{
  guint64 seed = options->seed >= 0 ? (guint64) options->seed : 1;
  TbStream stream;

  tb_stream_initf (&work->stream, seed, "sign");
  if (options->key_file != NULL || options->signature != NULL)
    return TRUE;
  tb_stream_initf (&stream, seed, "sign key %s", tb_key_algorithm_to_code (algorithms[work->scheme]));
  work->signer = tb_key_generate (work->crypto, algorithms[work->scheme], &stream, error);
  return work->signer != NULL;
}

static gboolean
read_keys (const Options *options, Work *work, GError **error)
{
  gboolean is_real = options->key_file != NULL || options->signature != NULL;

  work->crypto = is_real ? tb_crypto_get_live (error) : tb_crypto_get_seeded (error);
  if (work->crypto == NULL)
    return FALSE;
  if (options->key_file != NULL && (work->signer = tb_key_load (work->crypto, options->key_file, NULL, error)) == NULL)
    return FALSE;
  if (options->verify_with != NULL && (work->verifier = tb_cli_load_public (work->crypto, options->verify_with, error)) == NULL)
    return FALSE;
  return read_scheme (options, work, error) && make_signer (options, work, error);
}

static gboolean
read_flips (const Options *options, Work *work, GError **error)
{
  work->flips = tb_cli_read_flips (options->flips, tb_sign_get_flippable (work->scheme), error);
  return work->flips != NULL;
}

static gboolean
read_all (const Options *options, Work *work, GError **error)
{
  work->message = tb_cli_read_message (options->message, options->in, error);
  if (work->message == NULL)
    return FALSE;
  if (options->signature != NULL && (work->signature = tb_load_bytes (options->signature, TB_LOAD_MAX_BYTES, error)) == NULL)
    return FALSE;
  return read_keys (options, work, error) && read_flips (options, work, error);
}

/* --- what is shown --- */

static void
print_json (const Options *options, const TbSignBench *bench)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "scheme", tb_sign_scheme_to_code (bench->scheme));
  json_builder_set_member_name (builder, "accepted");
  json_builder_add_boolean_value (builder, bench->accepted);
  tb_cli_noticed_add (builder, bench->steps, bench->noticed);
  tb_cli_steps_add (builder, bench->steps);
  tb_cli_lines_add (builder, "openssl", tb_sign_get_openssl_lines (bench->scheme));
  json_builder_end_object (builder);
  tb_cli_print_json (builder);
}

static void
print_text (const Options *options, const TbSignBench *bench)
{
  const TbSignStep *step = bench->noticed >= 0 ? g_ptr_array_index (bench->steps, (guint) bench->noticed) : NULL;
  const char *const *lines = tb_sign_get_openssl_lines (bench->scheme);

  g_print ("%s\n", tb_sign_scheme_get_name (bench->scheme));
  tb_cli_steps_print (bench->steps);
  g_print ("The same with openssl:\n");
  for (; *lines != NULL; lines++)
    g_print ("  %s\n", *lines);
  if (step != NULL)
    g_print ("refused: step %d, %s (%s), notices: %s\n", bench->noticed + 1, step->title, step->code, step->found);
  else
    g_print ("accepted\n");
}

static gboolean
write_files (const Options *options, const Work *work, GBytes *signature, GError **error)
{
  return (signature == NULL || options->out == NULL || tb_cli_write (options->out, signature, 0644, error))
         && (options->out_public == NULL || work->signer == NULL || tb_cli_write_public (work->signer, options->out_public, error));
}

/* --- the command --- */

static int
run_bench (const Options *options, Work *work)
{
  TbSignTerms terms = { work->scheme, work->signer, work->verifier, work->message, work->signature, (const TbSignFlip *) work->flips->data, work->flips->len };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSignBench) bench = tb_sign_bench_new (work->crypto, &terms, &work->stream, &error);

  if (bench == NULL || !write_files (options, work, bench->signature, &error))
    return tb_cli_complain ("%s", error->message);
  if (options->json)
    print_json (options, bench);
  else
    print_text (options, bench);
  return bench->accepted ? TB_EXIT_YES : TB_EXIT_NO;
}

static void
print_nonce_json (const TbSignNonce *nonce)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "scheme", "ecdsa");
  json_builder_set_member_name (builder, "found");
  json_builder_add_boolean_value (builder, nonce->is_found);
  tb_cli_steps_add (builder, nonce->steps);
  json_builder_end_object (builder);
  tb_cli_print_json (builder);
}

static int
run_nonce (const Options *options, Work *work)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSignNonce) nonce = NULL;

  if (work->scheme != TB_SIGN_ECDSA)
    return tb_cli_complain ("--repeat-nonce is for --scheme ecdsa: the others draw no nonce that could repeat");
  nonce = tb_sign_nonce_new (work->crypto, work->signer, work->message, &work->stream, &error);
  if (nonce == NULL || !write_files (options, work, NULL, &error))
    return tb_cli_complain ("%s", error->message);
  if (options->json)
    print_nonce_json (nonce);
  else
    {
      tb_cli_steps_print (nonce->steps);
      g_print ("%s\n", nonce->is_found ? "the private key was found: the same nonce twice gives it away" : "the private key was not found");
    }
  return nonce->is_found ? TB_EXIT_YES : TB_EXIT_NO;
}

/**
 * tb_cli_sign:
 * @argc: how many words
 * @argv: `sign` and what follows it
 *
 * Returns: 0 when the signature is accepted, 1 when it is refused, 2 for bad input
 */
int
tb_cli_sign (int argc, char **argv)
{
  g_auto (Options) options = { .seed = -1 };
  g_auto (Work) work = { 0 };
  g_autoptr (GError) error = NULL;
  const char *fault;

  if (!parse_options (&options, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc > 1)
    return tb_cli_complain ("sign takes no \"%.40s\"", argv[1]);
  fault = find_fault (&options);
  if (fault != NULL)
    return tb_cli_complain ("%s", fault);
  if (!read_all (&options, &work, &error))
    return tb_cli_complain ("%s", error->message);
  return options.repeat_nonce ? run_nonce (&options, &work) : run_bench (&options, &work);
}
