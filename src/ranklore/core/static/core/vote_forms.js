// The forms with which a voter says something. No side effects: several scripts import this.
export const VOTE_FORMS = "[form='words'], [form='alike-words'], .vote-form";
