// The scripts of every page. A deployed site serves one file in place of the imports: see site/static_files.py.
import "./htmx_config.js";
import "./htmx_responses.js";
import "./row_animation.js";
import "./submit_once.js";
import "./guest_key.js";
import "./menus.js";
import "./open_details.js";
import "./proof_of_work.js";
import "./search_suggestions.js";
