/* lesson-tutor-facts: facts about the tutor, which is the lesson panel without a display; one binary holds both. */
#pragma once

void add_tutor_facts (void);
