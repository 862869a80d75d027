// Classic, in the head, neither async nor deferred: nothing is painted before it has come.
document.documentElement.dataset.early = 'yes';
