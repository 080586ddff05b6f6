/* tb-sign-step: what the benches of this folder are made of: steps with a title, a sentence, the values that go in and come out, and whether the step
 * notices that something is wrong. Texts are English and marked for translation; codes are stable. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbSignSide:
 * @TB_SIGN_SENDER: who signs or encrypts
 * @TB_SIGN_CHANNEL: on the way, where anybody may look and touch
 * @TB_SIGN_RECEIVER: who verifies or decrypts
 * @TB_SIGN_ATTACKER: who should not be able to do anything
 */
typedef enum { TB_SIGN_SENDER, TB_SIGN_CHANNEL, TB_SIGN_RECEIVER, TB_SIGN_ATTACKER } TbSignSide;

/**
 * TbSignValue:
 * @name: as the standard calls it, such as `EM` or `r`; static
 * @bytes: (owned): the value, big-endian where it is a number (little-endian in Ed25519, as RFC 8032 has it)
 * @within: (nullable): name of the value of the same step that this is a part of; static
 * @offset: where the part begins in it, in bytes; 0 for what is no part
 * @note: one English sentence, marked for translation; static
 */
typedef struct
{
  const char *name;
  GBytes *bytes;
  const char *within;
  gsize offset;
  const char *note;
} TbSignValue;

/**
 * TbSignStep:
 * @code: stable: `message`, `digest`, `encode`, `sign`, `send`, `key`, `digest-again`, `open`, `padding`, `compare`, `verdict`, ...; static
 * @title: marked for translation; static
 * @side: who does it
 * @values: (owned) (element-type TbSignValue): what it works with and what comes out, parts after the whole
 * @ok: 1 this step is content, 0 it notices that something is wrong, -1 it cannot notice anything
 * @note: one English sentence, marked for translation: what happens here and what it can notice; static
 * @found: (nullable): one English sentence, marked for translation: what is wrong; static
 * @clause: where it is written; static
 */
typedef struct
{
  const char *code;
  const char *title;
  TbSignSide side;
  GPtrArray *values;
  int ok;
  const char *note;
  const char *found;
  const char *clause;
} TbSignStep;

/**
 * TbSignFlip:
 * @step: what is touched, see [func@sign_get_flippable]
 * @bit: which bit, counted from the first byte's highest
 */
typedef struct
{
  const char *step;
  gsize bit;
} TbSignFlip;

const TbSignStep  *tb_sign_steps_find      (const GPtrArray *steps, const char *code);
const TbSignValue *tb_sign_step_find_value (const TbSignStep *step, const char *name);
int                tb_sign_steps_noticed   (const GPtrArray *steps);
const char        *tb_sign_side_to_code    (TbSignSide side);

G_END_DECLS
